package dev.orderly.shop.refund.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The general part of the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class RefundOpenApiConfiguration {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Orderly: refund-service")
                                .version("1")
                                .description(
                                        "Shows the refunds of canceled orders. Events request them; the payment gateway pays them."));
    }
}
