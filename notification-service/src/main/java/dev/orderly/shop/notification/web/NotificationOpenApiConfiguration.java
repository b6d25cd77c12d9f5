package dev.orderly.shop.notification.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says beyond the single operations. */
@Configuration(proxyBeanMethods = false)
class NotificationOpenApiConfiguration {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Orderly: notification-service")
                        .version("1")
                        .description("Shows what customers were told of their orders, and whether it has been sent."));
    }
}
