package dev.orderly.shop.security;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * The filter chain of the shop's own calls. The feed and the operator's API are not among them: the bus guards those with
 * a chain of its own, which comes first.
 */
@AutoConfiguration(
        before = {ServletWebSecurityAutoConfiguration.class, OAuth2ResourceServerWebSecurityAutoConfiguration.class},
        beforeName =
                "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
class ShopSecurityAutoConfiguration {

    private static final String EMPLOYEE = "SCOPE_shop.employee";

    /**
     * Passes on what Spring MVC answers better: an unknown method with 405 and the header {@code Allow}, an empty segment of
     * a path with 404. Both mean to a filter chain what they mean to Spring MVC. Headers and parameters may hold anything: a
     * value that is refused where it is read would be refused again while the error is answered, and no answer repeats one.
     */
    @Bean
    HttpFirewall shopFirewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return firewall;
    }

    /**
     * In the demo everyone may place, read, cancel and ship. In production ({@code shop.login=true}) each call needs a JWT
     * of the shop's identity provider ({@code spring.security.oauth2.resourceserver.jwt.issuer-uri}). The list of all orders,
     * all refunds and notifications, and the shipment are for employees, who have the scope {@code shop.employee}.
     *
     * <p>One bean, and no condition: an application that was processed ahead of time reads the property when it starts.
     */
    @Bean
    SecurityFilterChain shopSecurityFilterChain(HttpSecurity http, @Value("${shop.login:false}") boolean login) {
        return (login ? withLogin(stateless(http)) : open(stateless(http))).build();
    }

    private static HttpSecurity open(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
    }

    private static HttpSecurity withLogin(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/livez", "/readyz", "/error")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/orders", "/refunds", "/notifications")
                        .hasAuthority(EMPLOYEE)
                        .requestMatchers(HttpMethod.POST, "/orders/*/shipment")
                        .hasAuthority(EMPLOYEE)
                        .requestMatchers("/orders/**")
                        .authenticated()
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(resourceServer -> resourceServer.jwt(Customizer.withDefaults()));
    }

    /** No cookie and no session: a page of another site has nothing that it could use. */
    private static HttpSecurity stateless(HttpSecurity http) {
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable);
    }
}
