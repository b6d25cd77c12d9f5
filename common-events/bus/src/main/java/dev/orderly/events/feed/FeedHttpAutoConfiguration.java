package dev.orderly.events.feed;

import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientProperties;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How this service calls the publishers of its topics: to pull their feeds, or, with each transport, for a replay. */
@AutoConfiguration(
        after = OrderlyAutoConfiguration.class,
        afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
@ConditionalOnClass(RestClient.class)
@ConditionalOnSubscriptions
@EnableConfigurationProperties(FeedProperties.class)
public class FeedHttpAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HttpServiceClientProperties.class, RestClientCustomizer.class})
    static class WithServiceClientProperties {

        @Bean
        FeedHttp feedHttp(
                ObjectProvider<RestClient.Builder> builder,
                ObjectProvider<ClientHttpRequestFactoryBuilder<?>> requests,
                ObjectProvider<SslBundles> sslBundles,
                ObjectProvider<RestClientCustomizer> customizers,
                ObjectProvider<HttpServiceClientProperties> properties) {
            var groups = properties.getIfAvailable();
            return new ConfiguredFeedHttp(
                    builder.getIfAvailable(RestClient::builder),
                    requests.getIfAvailable(ClientHttpRequestFactoryBuilder::detect),
                    sslBundles.getIfAvailable(),
                    customizers.stream().anyMatch(WithServiceClientProperties::isOfTheApplication),
                    groups == null ? null : groups.get(ConfiguredFeedHttp.GROUP));
        }

        private static boolean isOfTheApplication(RestClientCustomizer customizer) {
            return !customizer.getClass().getName().startsWith("org.springframework.");
        }
    }

    @Bean
    StoreReaders storeReaders(
            ObjectProvider<FeedHttp> configured, FeedProperties properties, OrderlyProperties orderly) {
        return new StoreReaders(configured.getIfAvailable(FeedHttp::plain), properties, orderly.consumer());
    }
}
