package dev.orderly.shop.refund.gateway;

import java.net.http.HttpClient;

import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.registry.ImportHttpServices;

/** The gateway's HTTP client; its URL and timeouts are in {@code application.yml}. */
@Configuration(proxyBeanMethods = false)
@ImportHttpServices(group = "gateway", types = GatewayApi.class)
class GatewayConfiguration {

    /** Without this, the JDK's client sends an upgrade header for HTTP/2 in the first request, which some servers reject. */
    @Bean
    ClientHttpRequestFactoryBuilderCustomizer<JdkClientHttpRequestFactoryBuilder> http11() {
        return builder -> builder.withHttpClientCustomizer(client -> client.version(HttpClient.Version.HTTP_1_1));
    }
}
