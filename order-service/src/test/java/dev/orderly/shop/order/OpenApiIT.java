package dev.orderly.shop.order;

import java.util.ArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/** The service describes itself. */
@RealService
class OpenApiIT {

    @Autowired
    private Environment environment;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(environment);
    }

    @Test
    void everyCallOfTheServiceIsDescribed() {
        var api = client.get("/v3/api-docs").hasStatus(200).json("");

        assertThat(api.at("/paths").propertyNames())
                .contains(
                        "/orders", "/orders/{orderId}", "/orders/{orderId}/cancellation", "/orders/{orderId}/shipment");
        assertThat(api.at("/paths").propertyNames()).doesNotContain("/error");
        api.at("/paths").properties().forEach(path -> path.getValue()
                .forEach(operation -> assertThat(operation.at("/summary").stringValue(""))
                        .as(path.getKey())
                        .isNotBlank()));
        var place = api.at("/paths/~1orders/post");
        assertThat(place.at("/summary").stringValue()).isEqualTo("Place an order");
        assertThat(place.at("/responses").propertyNames())
                .containsExactlyInAnyOrder("201", "400", "409", "413", "415", "422", "503");
        assertThat(place.at("/responses/201/content/application~1json/schema/$ref")
                        .stringValue())
                .endsWith("/Order");
        assertThat(place.at("/parameters/0/name").stringValue()).isEqualTo("Idempotency-Key");
        assertThat(place.at("/parameters")).hasSize(1);
        assertThat(place.at("/parameters/0/example").isMissingNode())
                .as("an example, which Swagger UI would send with each call")
                .isTrue();
        assertThat(api.at("/components/schemas/Line/properties/quantity/maximum")
                        .intValue())
                .isEqualTo(10_000);
        assertThat(api.at("/components/schemas/PlaceOrder/required")).hasSize(3);
    }

    @Test
    void everyCallHasANameOfItsOwn() {
        var names = new ArrayList<String>();
        client.get("/v3/api-docs").hasStatus(200).json("/paths").values().forEach(path -> path.values()
                .forEach(operation -> names.add(operation.at("/operationId").stringValue(""))));

        assertThat(names).contains("placeOrder", "getOrder", "cancelOrder", "readEvents", "listDeadLetters");
        // springdoc numbers what has no name of its own: list_1. A name is a verb and a noun.
        assertThat(names).allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)+")).doesNotHaveDuplicates();
    }

    @Test
    void whatMayBeMissingOrGoneIsDescribed() {
        var paths = client.get("/v3/api-docs").hasStatus(200).json("/paths");

        assertThat(paths.at("/~1events/get/responses").propertyNames()).contains("200", "410");
        assertThat(paths.at("/~1events~1readers~1{name}/put/responses").propertyNames())
                .doesNotContain("404");
        paths.properties().stream()
                .filter(path -> path.getKey().contains("{"))
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> !operation.getKey().equals("put"))
                        .forEach(operation -> assertThat(
                                        operation.getValue().at("/responses").propertyNames())
                                .as(operation.getKey() + " " + path.getKey())
                                .contains("404")));
    }

    @Test
    void everyErrorIsDescribedAsAProblem() {
        var api = client.get("/v3/api-docs").hasStatus(200).json("");

        api.at("/paths").values().forEach(path -> path.values()
                .forEach(operation -> operation.at("/responses").properties().forEach(response -> {
                    if (response.getKey().compareTo("400") >= 0) {
                        assertThat(response.getValue()
                                        .at("/content/application~1problem+json/schema/$ref")
                                        .stringValue(""))
                                .as(operation.at("/operationId") + " " + response.getKey())
                                .endsWith("/Problem");
                    }
                })));
    }

    @Test
    void theStartPageLeadsToSwaggerUiAndToTheConsole() {
        assertThat(client.get("/").hasStatus(200).body())
                .contains("order-service", "href=\"/swagger-ui.html\"", "href=\"http://localhost:8087\"");
    }

    @Test
    void thereIsAPageToTryItOut() {
        assertThat(client.get("/swagger-ui.html").status()).isEqualTo(302);
        assertThat(client.get("/swagger-ui/index.html").hasStatus(200).body()).contains("swagger-ui");
        client.get("/swagger-ui/swagger-ui.css").hasStatus(200);
    }
}
