package dev.orderly.shop.notification.web;

import java.util.UUID;

import dev.orderly.shop.notification.NotificationServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;

import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_CANCELED;
import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_PLACED;
import static dev.orderly.shop.notification.domain.NotificationKind.REFUND_COMPLETED;
import static org.awaitility.Awaitility.await;

class NotificationsControllerIT extends NotificationServiceTest {

    @Test
    void showsNotificationsInTheOrderOfTheirArrival() {
        keepContact();
        var placed = tell(ORDER_PLACED);
        var canceled = tell(ORDER_CANCELED);
        awaitAllSent();
        var first = deliveries().get(0);
        var second = deliveries().get(1);

        assertAnswer(orderId, """
                {"items":[
                 {"notificationId":"%s","orderId":"%s","eventId":"%s","kind":"ORDER_PLACED",
                  "recipient":"%s","status":"SENT","sentAt":"%s"},
                 {"notificationId":"%s","orderId":"%s","eventId":"%s","kind":"ORDER_CANCELED",
                  "recipient":"%s","status":"SENT","sentAt":"%s"}]}
                """.formatted(
                        first.notification().id(),
                        orderId,
                        placed,
                        email(),
                        first.sentAt(),
                        second.notification().id(),
                        orderId,
                        canceled,
                        email(),
                        second.sentAt()));
    }

    @Test
    void showsOneThatWaitsForItsContact() {
        var eventId = tell(REFUND_COMPLETED);

        assertAnswer(orderId, """
                {"items":[
                 {"notificationId":"%s","orderId":"%s","eventId":"%s","kind":"REFUND_COMPLETED",
                  "recipient":null,"status":"PENDING","sentAt":null}]}
                """.formatted(deliveries().get(0).notification().id(), orderId, eventId));
    }

    @Test
    void showsNothingOfAnUnknownOrder() {
        assertAnswer(UUID.randomUUID(), "{\"items\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/notifications",
                "/notifications?orderId=",
                "/notifications?orderId=42",
                "/notifications?orderId=1-1-1-1-1"
            })
    void wantsAnOrderId(String uri) {
        rest.get()
                .uri(uri)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void isReadyWithoutTheMailServer() {
        mailServer.stop();

        // The topics may not exist yet.
        await().untilAsserted(() ->
                rest.get().uri("/readyz").exchange().expectStatus().isOk());
    }

    @Test
    void isDescribedByOpenApi() {
        rest.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.paths['/notifications'].get.parameters[0].name")
                .isEqualTo("orderId")
                .jsonPath("$.paths['/notifications'].get.parameters[0].required")
                .isEqualTo(true);
    }

    private void assertAnswer(UUID order, String json) {
        rest.get()
                .uri("/notifications?orderId={orderId}", order)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .json(json, JsonCompareMode.STRICT);
    }
}
