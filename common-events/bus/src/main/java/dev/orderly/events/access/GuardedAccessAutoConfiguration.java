package dev.orderly.events.access;

import java.util.ArrayList;

import dev.orderly.events.config.OrderlyAutoConfiguration;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The bus's own filter chain: the first one, for the paths of the bus's controllers only, without sessions. It comes after
 * Spring Boot has looked for filter chains of the application, so Boot's default chain, which locks all other paths, applies
 * if and only if it would apply without the bus.
 */
@AutoConfiguration(
        after = {
            OrderlyAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            OAuth2ResourceServerWebSecurityAutoConfiguration.class
        },
        afterName =
                "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration")
@ConditionalOnClass({SecurityFilterChain.class, HttpSecurity.class, BearerTokenAuthenticationFilter.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({HttpProperties.class, TokenProperties.class})
public class GuardedAccessAutoConfiguration {

    @Bean
    ConfiguredTokens configuredTokens(TokenProperties properties) {
        return new ConfiguredTokens(properties.tokens());
    }

    @Bean
    Access access(HttpProperties http, ConfiguredTokens tokens, ObjectProvider<JwtDecoder> decoders) {
        if (http.open()) {
            return Access.open();
        }
        var holders = new ArrayList<>(tokens.holders());
        if (decoders.getIfAvailable() != null) {
            holders.add("the issuer of JWTs");
        }
        return holders.isEmpty()
                ? Access.closed("set ORDERLY_TOKENS or spring.security.oauth2.resourceserver.jwt.issuer-uri")
                : Access.guarded(holders);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain orderlySecurityFilterChain(
            HttpSecurity http,
            Access access,
            ConfiguredTokens tokens,
            ObjectProvider<JwtDecoder> decoders,
            ObjectProvider<JwtAuthenticationConverter> converters,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            PathPatternRequestMatcher.Builder matchers) {
        http.securityMatcher(new BusEndpoints(mappings, matchers))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // A browser sends no bearer token by itself.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable);
        if (access.mode() == AccessMode.OPEN) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
        if (access.mode() == AccessMode.CLOSED) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .exceptionHandling(refused -> refused.authenticationEntryPoint(
                            (request, response, e) -> response.sendError(HttpServletResponse.SC_NOT_FOUND)))
                    .build();
        }
        var verification = new TokenVerification(tokens, jwts(decoders, converters));
        var problems = new AccessProblems();
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(resourceServer -> resourceServer
                        .authenticationManagerResolver(request -> verification)
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems))
                .addFilterAfter(new CallerFilter(), AuthorizationFilter.class)
                .build();
    }

    private static @Nullable JwtAuthenticationProvider jwts(
            ObjectProvider<JwtDecoder> decoders, ObjectProvider<JwtAuthenticationConverter> converters) {
        var decoder = decoders.getIfAvailable();
        if (decoder == null) {
            return null;
        }
        var provider = new JwtAuthenticationProvider(decoder);
        converters.ifAvailable(provider::setJwtAuthenticationConverter);
        return provider;
    }
}
