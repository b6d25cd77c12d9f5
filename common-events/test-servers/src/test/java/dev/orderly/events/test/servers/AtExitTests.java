package dev.orderly.events.test.servers;

import java.util.concurrent.TimeUnit;

import dev.orderly.localstack.process.ChildProcess;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** In a process of its own, because it has to end. */
class AtExitTests {

    @Test
    void aServerStopsAfterTheApplicationContexts() throws Exception {
        var process = new ProcessBuilder(
                        ChildProcess.java().toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectErrorStream(true)
                .start();

        var lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(lines.filter(line -> line.endsWith(" closed"))).containsExactly("context closed", "server closed");
    }

    static class Main {

        public static void main(String[] arguments) {
            AtExit.run(() -> System.out.println("server closed"));
            SpringApplication.run(Application.class);
            System.exit(0);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        DisposableBean slow() {
            return () -> {
                TimeUnit.MILLISECONDS.sleep(500);
                System.out.println("context closed");
            };
        }
    }
}
