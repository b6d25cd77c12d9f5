package dev.orderly.shop.refund.gateway;

import java.net.http.HttpClient;

import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.registry.ImportHttpServices;

/** Where the gateway is and how long it may take stands in {@code application.yml}. */
@Configuration(proxyBeanMethods = false)
@ImportHttpServices(group = "gateway", types = GatewayApi.class)
class GatewayConfiguration {

    /** Without it the JDK's client asks for HTTP/2 with an upgrade header in the first request, which some refuse. */
    @Bean
    ClientHttpRequestFactoryBuilderCustomizer<JdkClientHttpRequestFactoryBuilder> http11() {
        return builder -> builder.withHttpClientCustomizer(client -> client.version(HttpClient.Version.HTTP_1_1));
    }
}
