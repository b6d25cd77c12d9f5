package dev.orderly.shop.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of orders, page by page. */
@RealService
class OrderListIT {

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    private Client client;

    @BeforeEach
    void beginWithNoOrders() {
        client = new Client(environment);
        jdbc.sql("delete from orders").update();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(client.get("/orders").hasStatus(200).body()).isEqualTo("{\"items\":[],\"nextCursor\":null}\n");
    }

    @Test
    void showsTheNewestFirst() {
        var placed = place(3);

        var page = client.get("/orders?status=&limit=&cursor=").hasStatus(200);

        assertThat(ids(page.json("/items"))).containsExactlyElementsOf(placed);
        assertThat(page.json("/nextCursor").isNull()).isTrue();
        assertThat(page.json("/items/0").toString())
                .isEqualTo(client.get("/orders/" + placed.get(0)).json("").toString());
    }

    @Test
    void isReadPageByPageWithoutGapsOrRepetitionsWhileOrdersArePlaced() {
        var placed = place(7);

        var seen = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        var cursor = "";
        do {
            var page = client.get("/orders?limit=3&cursor=" + cursor).hasStatus(200);
            seen.addAll(ids(page.json("/items")));
            sizes.add(page.json("/items").size());
            cursor = page.json("/nextCursor").isNull()
                    ? null
                    : page.json("/nextCursor").stringValue();
            client.placeOrder();
        } while (cursor != null);

        assertThat(seen).containsExactlyElementsOf(placed);
        assertThat(sizes).containsExactly(3, 3, 1);
    }

    @Test
    void endsWithAFullPageThatHasNoNextOne() {
        place(3);

        assertThat(client.get("/orders?limit=3").json("/nextCursor").isNull()).isTrue();
        assertThat(client.get("/orders?limit=2").json("/nextCursor").isNull()).isFalse();
    }

    @Test
    void canBeOfOneStatus() {
        var placed = place(6);
        client.cancel(placed.get(1)).hasStatus(200);
        client.cancel(placed.get(4)).hasStatus(200);
        client.ship(placed.get(2)).hasStatus(200);

        assertThat(ids(client.get("/orders?status=CANCELED").json("/items")))
                .containsExactly(placed.get(1), placed.get(4));
        assertThat(ids(client.get("/orders?status=SHIPPED").json("/items"))).containsExactly(placed.get(2));
        var first = client.get("/orders?status=PLACED&limit=2");
        var second = client.get("/orders?status=PLACED&limit=2&cursor="
                + first.json("/nextCursor").stringValue());
        assertThat(ids(first.json("/items"))).containsExactly(placed.get(0), placed.get(3));
        assertThat(ids(second.json("/items"))).containsExactly(placed.get(5));
    }

    /** The newest first. */
    private List<String> place(int count) {
        var placed = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            placed.add(client.placeOrder());
        }
        Collections.reverse(placed);
        return placed;
    }

    private static List<String> ids(JsonNode items) {
        return items.values().stream()
                .map(item -> item.at("/orderId").stringValue())
                .toList();
    }
}
