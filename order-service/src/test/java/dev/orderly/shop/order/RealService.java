package dev.orderly.shop.order;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;

import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestServers;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/** Starts the complete service on a free port, with a real broker and its own real database. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RealService.Parts.class)
@interface RealService {

    String OPERATOR_TOKEN = "the-operators-token";

    class Parts implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        private static LoopbackProxy database;

        /** The way of all contexts to the database server, which a test can close; it must open it again. */
        static LoopbackProxy database() {
            return database;
        }

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var direct = TestServers.database("orders");
            var server = URI.create(direct.jdbcUrl().substring("jdbc:".length()));
            if (database == null) {
                database = LoopbackProxy.before(server.getPort());
            }
            TestPropertyValues.of(
                            "spring.datasource.url=jdbc:postgresql://127.0.0.1:%d%s"
                                    .formatted(database.port(), server.getPath()),
                            "spring.datasource.username=" + direct.username(),
                            "spring.datasource.password=" + direct.password(),
                            "orderly.tokens=operator:operator:" + OPERATOR_TOKEN,
                            "shop.demo=true",
                            "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers())
                    .applyTo(context);
        }
    }
}
