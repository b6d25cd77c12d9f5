package dev.orderly.shop.order.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The general part of the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class OrderOpenApiConfiguration {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Orderly: order-service")
                        .version("1")
                        .description("Places, ships and cancels orders, and shows the state of their refunds."));
    }
}
