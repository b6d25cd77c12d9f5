package dev.orderly.events.inbox;

import java.util.UUID;

import dev.orderly.events.inbox.HandlerFailuresIT.Application;
import dev.orderly.events.inbox.HandlerFailuresIT.Cashier;
import dev.orderly.events.inbox.HandlerFailuresIT.Paid;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.test.Deliveries;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** With a single attempt no handler is called twice, in a batch either. */
@SpringBootTest(
        classes = Application.class,
        properties = {
            "orderly.source=/tills",
            "orderly.subscriptions=till-events",
            "orderly.inbox.poll-interval=1h",
            "orderly.inbox.max-attempts=1",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
@Import(Deliveries.class)
class SingleAttemptIT {

    private final String before = UUID.randomUUID().toString();
    private final String failing = UUID.randomUUID().toString();
    private final String after = UUID.randomUUID().toString();

    @Autowired
    Deliveries deliveries;

    @Autowired
    Cashier cashier;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "single_attempt");
    }

    @Test
    void everyHandlerOfABatchIsCalledOnceAndTheFailingEventIsParked() {
        cashier.fail(failing, () -> new IllegalStateException("refused for this test"));

        deliveries.deliverTogether(
                deliveries.prepare(new Paid(before)),
                deliveries.prepare(new Paid(failing)),
                deliveries.prepare(new Paid(after)));

        assertThat(cashier.calls(before)).isEqualTo(1);
        assertThat(cashier.calls(failing)).isEqualTo(1);
        assertThat(cashier.calls(after)).isEqualTo(1);
        assertThat(jdbc.sql("SELECT parked AND attempts = 1 FROM orderly.dead_letter WHERE key = ?")
                        .param(failing)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }
}
