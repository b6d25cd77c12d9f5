package dev.orderly.events.access;

import java.nio.file.Path;
import java.time.Duration;

import dev.orderly.testsupport.ServerCertificate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A service pulls a feed over TLS, and decides with an SSL bundle of Spring Boot whom it trusts. */
@ExtendWith(OutputCaptureExtension.class)
class FeedTlsIT {

    private static final String TOKEN = "--orderly.feed.token=" + GuardedService.READER;

    private ServerCertificate certificate;
    private GuardedService publisher;

    @BeforeEach
    void start(@TempDir Path directory) {
        certificate = new ServerCertificate(directory, "dns:localhost");
        publisher = GuardedService.start(
                FeedTokenIT.Publisher.class,
                GuardedService.TOKENS,
                "--server.ssl.key-store=" + certificate.keyStore(),
                "--server.ssl.key-store-password=" + ServerCertificate.KEY_STORE_PASSWORD);
        FeedTokenIT.paint(publisher, "red");
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    @Test
    void withABundleThatTrustsThePublisherItPulls() {
        try (var consumer = FeedTokenIT.startConsumer(
                url(),
                TOKEN,
                "--spring.ssl.bundle.pem.publisher.truststore.certificate=file:" + certificate.file(),
                "--spring.http.serviceclient.orderly-feed.ssl.bundle=publisher")) {
            FeedTokenIT.awaitColors(consumer, "red");
        }
    }

    @Test
    void withoutItThePublisherIsNotTrusted(CapturedOutput output) {
        try (var consumer = FeedTokenIT.startConsumer(url(), TOKEN)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> output.getAll()
                    .contains("Pulling counter-events from " + url() + " failed"));
            assertThat(output).contains("unable to find valid certification path");
            assertThat(consumer.getBean(FeedTokenIT.Consumer.class).colors).isEmpty();
        }
    }

    private String url() {
        return publisher.url().replace("http:", "https:");
    }
}
