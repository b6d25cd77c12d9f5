package dev.orderly.shop.order;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** While the database is down, the service answers with 503; afterwards it works again. */
@RealService
class DatabaseDownIT {

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(environment);
    }

    @Test
    void everyCallIsAskedToComeBackLater() {
        var id = client.placeOrder();

        RealService.Parts.database().refuse();
        try {
            var begin = System.nanoTime();
            assertEveryCallIsUnavailable(id);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8 * 4));
            client.post("/orders", "{}").isProblem(400, "invalid-request");
            assertThat(client.get("/livez").status()).isEqualTo(200);
        } finally {
            RealService.Parts.database().pass();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> client.get("/readyz").status() == 200);
        assertThat(client.get("/orders/" + id).hasStatus(200).json("/status").stringValue())
                .isEqualTo("PLACED");
        client.post("/orders", Client.order(), "Idempotency-Key", "down").hasStatus(201);
        client.ship(id, "Idempotency-Key", "down").hasStatus(200);
    }

    private void assertEveryCallIsUnavailable(String id) {
        assertUnavailable(client.get("/orders/" + id));
        assertUnavailable(client.get("/orders"));
        assertUnavailable(client.post("/orders", Client.order()));
        assertUnavailable(client.post("/orders", Client.order(), "Idempotency-Key", "down"));
        assertUnavailable(client.cancel(id));
        assertUnavailable(client.ship(id, "Idempotency-Key", "down"));
        assertUnavailable(client.get("/events"));
        assertThat(client.get("/readyz").status()).isEqualTo(503);
    }

    @Test
    void aConnectionThatIsLostInTheMiddleOfACallIsNoBug() {
        var id = client.placeOrder();

        transaction.executeWithoutResult(status -> {
            // The call waits for this lock when its connection is cut.
            jdbc.sql("select 1 from orders where id = ?::uuid for update")
                    .param(id)
                    .query()
                    .singleRow();
            var waiting = new Thread(() -> cutWaitingConnection());
            waiting.start();

            assertUnavailable(client.cancel(id, "Idempotency-Key", "cut"));
        });

        client.cancel(id, "Idempotency-Key", "cut").hasStatus(200);
        assertThat(client.events(id)).containsExactly("order.placed.v1", "order.canceled.v1");
    }

    private void cutWaitingConnection() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> jdbc.sql("""
                                select count(pg_terminate_backend(pid))
                                  from pg_stat_activity
                                 where wait_event_type = 'Lock' and datname = current_database()
                                """).query(Integer.class).single() > 0);
    }

    private static void assertUnavailable(Client.Answer answer) {
        answer.isProblem(503, "service-unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }
}
