package dev.orderly.events.test.servers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Connects the application contexts of tests that are annotated {@link WithPostgres} or {@link WithKafka}. */
final class ServersContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        var postgres = TestContextAnnotationUtils.hasAnnotation(testClass, WithPostgres.class);
        var kafka = TestContextAnnotationUtils.hasAnnotation(testClass, WithKafka.class);
        return postgres || kafka ? new Connected(postgres, kafka) : null;
    }

    /** Equal for the same annotations: test classes with the same configuration share a context, and so its database. */
    private record Connected(boolean postgres, boolean kafka) implements ContextCustomizer {

        private static final AtomicInteger DATABASES = new AtomicInteger();

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            var servers = Servers.ofThisRun();
            Map<String, Object> addresses = new HashMap<>();
            if (postgres) {
                var name = "test_context_" + DATABASES.incrementAndGet();
                var password = UUID.randomUUID().toString();
                servers.createDatabase(name, password);
                addresses.put("spring.datasource.url", servers.jdbcUrl(name));
                addresses.put("spring.datasource.username", name);
                addresses.put("spring.datasource.password", password);
            }
            if (kafka) {
                addresses.put("spring.kafka.bootstrap-servers", servers.bootstrapServers());
            }
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("testServers", addresses));
        }
    }
}
