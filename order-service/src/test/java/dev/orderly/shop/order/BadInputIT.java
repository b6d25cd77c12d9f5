package dev.orderly.shop.order;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** An invalid request is answered with 4xx, and the response points at the wrong place. */
@RealService
@Timeout(20)
class BadInputIT {

    private static final String LINE = "{\"productId\":\"p-1\",\"quantity\":2,\"unitPrice\":15000}";
    private static final String UNKNOWN = UUID.randomUUID().toString();

    @Autowired
    private Environment environment;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(environment);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("empty", "", ""),
                arguments("broken", "{\"customer\":", ""),
                arguments("trailing token", Client.order() + "x", ""),
                arguments(
                        "duplicate key",
                        Client.order().replace("\"currency\"", "\"currency\":\"USD\",\"currency\""),
                        ""),
                arguments("array", "[" + Client.order() + "]", ""),
                arguments("too deep", "{\"x\":" + "[".repeat(600) + "]".repeat(600) + "}", ""),
                arguments("quantity as text", with("quantity", "\"2\""), "/lines/0/quantity"),
                arguments("quantity with a fraction", with("quantity", "2.5"), "/lines/0/quantity"),
                arguments("quantity over int", with("quantity", "2147483648"), "/lines/0/quantity"),
                arguments("quantity 1e999999999", with("quantity", "1e999999999"), "/lines/0/quantity"),
                arguments("price as text", with("unitPrice", "\"15000\""), "/lines/0/unitPrice"),
                arguments("price as boolean", with("unitPrice", "true"), "/lines/0/unitPrice"),
                arguments("price NaN", with("unitPrice", "NaN"), "/lines/0"),
                arguments("price of 1001 digits", with("unitPrice", "9".repeat(1001)), "/lines/0"),
                arguments("name as number", with("name", "7"), "/customer/name"),
                arguments("name with U+0000", with("name", "\"\\u0000\""), "/customer/name"),
                arguments("name with half a pair", with("name", "\"\\ud83d\""), "/customer/name"),
                arguments("currency as number", with("currency", "410"), "/currency"),
                arguments("lines as object", Client.order().replace("[", "").replace("]", ""), "/lines"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedOrderIsRefused(String name, String body, String pointer) {
        client.post("/orders", body).isProblem(400, "malformed-body").pointsAt(pointer);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                arguments("no customer", with("customer", "null"), "/customer"),
                arguments("blank customer id", with("id", "\" \""), "/customer/id"),
                arguments("customer id too long", with("id", text(101)), "/customer/id"),
                arguments("no name", with("name", "null"), "/customer/name"),
                arguments("blank name", with("name", "\"\""), "/customer/name"),
                arguments("name of a wide blank", with("name", "\"\u3000\""), "/customer/name"),
                arguments("name too long", with("name", text(201)), "/customer/name"),
                arguments("no e-mail", with("email", "null"), "/customer/email"),
                arguments("bad e-mail", with("email", "\"kim.example.com\""), "/customer/email"),
                arguments(
                        "e-mail with a second header",
                        with("email", "\"kim@example.com\\r\\nBcc: a@b\""),
                        "/customer/email"),
                arguments("e-mail with dots at odd places", with("email", "\".kim@example.com\""), "/customer/email"),
                arguments("no lines", with("lines", "null"), "/lines"),
                arguments("empty lines", lines(), "/lines"),
                arguments("101 lines", lines(Collections.nCopies(101, LINE).toArray(String[]::new)), "/lines"),
                arguments("null line", lines(LINE, "null"), "/lines/1"),
                arguments("no product", with("productId", "null"), "/lines/0/productId"),
                arguments("blank product", with("productId", "\"\\t\""), "/lines/0/productId"),
                arguments("product too long", with("productId", text(101)), "/lines/0/productId"),
                arguments("no quantity", with("quantity", "null"), "/lines/0/quantity"),
                arguments("quantity 0", with("quantity", "0"), "/lines/0/quantity"),
                arguments("quantity -1", with("quantity", "-1"), "/lines/0/quantity"),
                arguments("quantity over the maximum", with("quantity", "10001"), "/lines/0/quantity"),
                arguments("no price", with("unitPrice", "null"), "/lines/0/unitPrice"),
                arguments("negative price", with("unitPrice", "-1"), "/lines/0/unitPrice"),
                arguments("price over the maximum", with("unitPrice", "1000000000001"), "/lines/0/unitPrice"),
                arguments("price 1e999999999", with("unitPrice", "1e999999999"), "/lines/0/unitPrice"),
                arguments("price -1e999999999", with("unitPrice", "-1e999999999"), "/lines/0/unitPrice"),
                arguments("price 1e-999999999", with("unitPrice", "1e-999999999"), "/lines/0/unitPrice"),
                arguments("price of 1000 digits", with("unitPrice", "9".repeat(1000)), "/lines/0/unitPrice"),
                arguments("decimals in KRW", with("unitPrice", "0.5"), "/lines/0/unitPrice"),
                arguments(
                        "decimals in the second line", lines(LINE, LINE.replace("15000", "1.5")), "/lines/1/unitPrice"),
                arguments("no currency", with("currency", "null"), "/currency"),
                arguments("empty currency", with("currency", "\"\""), "/currency"),
                arguments("unknown currency", with("currency", "\"KRX\""), "/currency"),
                arguments("currency in small letters", with("currency", "\"krw\""), "/currency"),
                arguments("gold", with("currency", "\"XAU\""), "/currency"),
                arguments("total over the maximum", with("unitPrice", "1000000000000"), "/lines"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void anOrderThatBreaksARuleIsRefused(String name, String body, String pointer) {
        client.post("/orders", body).isProblem(400, "invalid-request").pointsAt(pointer);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        client.post("/orders", "{\"customer\":{\"email\":\"x\"},\"lines\":[{\"quantity\":0}],\"currency\":\"?\"}")
                .isProblem(400, "invalid-request")
                .pointsAt(
                        "/currency",
                        "/customer/email",
                        "/customer/id",
                        "/customer/name",
                        "/lines/0/productId",
                        "/lines/0/quantity",
                        "/lines/0/unitPrice");
    }

    @ParameterizedTest
    @CsvSource({
        "KRW, 15000.00, 15000",
        "KRW, 0, 0",
        "KRW, 0e-999999999, 0",
        "USD, 0.5, 0.50",
        "KWD, 1.234, 1.234",
        "JPY, 1e3, 1000"
    })
    void oddButValidPricesAreWrittenInTheCoinsOfTheCurrency(String currency, String price, String written) {
        var order = Client.order().replace("KRW", currency).replace("15000", price);

        assertThat(client.post("/orders", order).hasStatus(201).body()).contains("\"unitPrice\":" + written + "}");
    }

    @Test
    void propertiesThatNobodyKnowsAreIgnored() {
        client.post("/orders", Client.order().replace("{\"customer\"", "{\"coupon\":{\"code\":[1]},\"customer\""))
                .hasStatus(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | malformed-body  | ''",
                "{\"reason\":7}              | malformed-body  | /reason",
                "{\"reason\":\"\\u0000\"}    | malformed-body  | /reason",
                "{}                          | invalid-request | /reason",
                "{\"reason\":null}           | invalid-request | /reason",
                "{\"reason\":\"  \"}         | invalid-request | /reason",
                "{\"reason\":\"\u3000\"}     | invalid-request | /reason",
            })
    void aCancellationNeedsAReason(String body, String type, String pointer) {
        var id = client.placeOrder();

        client.post("/orders/" + id + "/cancellation", body)
                .isProblem(400, type)
                .pointsAt(pointer);
        assertThat(client.get("/orders/" + id).json("/status").stringValue()).isEqualTo("PLACED");
    }

    @Test
    void aReasonHasAMaximalLength() {
        var id = client.placeOrder();

        client.post("/orders/" + id + "/cancellation", "{\"reason\":" + text(1001) + "}")
                .isProblem(400, "invalid-request")
                .pointsAt("/reason");
        client.post("/orders/" + id + "/cancellation", "{\"reason\":" + text(1000) + "}")
                .hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "1-1-1-1-1", "0", "%20", "'%20or%201=1", "00000000-0000-0000-0000-00000000000g"})
    void anIdThatIsNoUuidIsRefused(String id) {
        client.get("/orders/" + id).isProblem(400, "invalid-request").pointsAt("/orderId");
        client.cancel(id).isProblem(400, "invalid-request").pointsAt("/orderId");
        client.ship(id).isProblem(400, "invalid-request").pointsAt("/orderId");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=-1,limit",
        "limit=1001,limit",
        "limit=x,limit",
        "limit=1.5,limit",
        "limit=9223372036854775808,limit",
        "status=GONE,status",
        "status=placed;drop,status",
        "cursor=x,cursor",
        "cursor=!!!,cursor",
        "cursor=AAAA,cursor",
        "cursor=%00,cursor"
    })
    void aParameterOutOfItsRangeIsRefused(String query, String parameter) {
        client.get("/orders?" + query).isProblem(400, "invalid-request").pointsAt("/" + parameter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "offset=-1",
                "offset=x",
                "offset=9223372036854775808",
                "limit=0",
                "limit=1001",
                "limit=x",
                "timeout=-1"
            })
    void theFeedRefusesWhatIsOutOfRange(String query) {
        var answer = client.get("/events?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        answer.keepsSecrets();
    }

    @Test
    void theFeedIsEmptyPastItsEnd() {
        var answer = client.get("/events?offset=9223372036854775807").hasStatus(200);

        assertThat(answer.body()).isEqualTo("[]\n");
        assertThat(answer.header("Content-Type")).isEqualTo("application/cloudevents-batch+json");
    }

    @Test
    void aBodyOver64KiBIsRefusedAlsoInChunks() {
        var large = Client.order().replace("Kim", "K".repeat(65_536)).getBytes(StandardCharsets.UTF_8);

        client.send("POST", "/orders", BodyPublishers.ofByteArray(large)).isProblem(413, "content-too-large");
        client.send("POST", "/orders", BodyPublishers.ofByteArrays(List.of(large)))
                .isProblem(413, "content-too-large");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        var latin1 = Client.order().replace("Kim", "Käthe").getBytes(StandardCharsets.ISO_8859_1);

        client.send("POST", "/orders", BodyPublishers.ofByteArray(latin1)).isProblem(400, "malformed-body");
    }

    @Test
    void aWrongMediaTypeMethodOrAddressIsRefusedBeforeAnythingHappens() {
        var before = client.get("/orders?limit=1").json("/items/0/orderId");

        client.post("/orders", Client.order(), "Content-Type", "text/plain").isProblem(415, "unsupported-media-type");
        client.post("/orders", Client.order(), "Accept", "text/html").isProblem(406, "not-acceptable");
        client.post("/order", Client.order()).isProblem(404, "not-found");
        client.get("/orders/" + UNKNOWN + "/nothing").isProblem(404, "not-found");
        var wrongMethod =
                client.send("DELETE", "/orders", BodyPublishers.noBody()).isProblem(405, "method-not-allowed");
        assertThat(wrongMethod.header("Allow").split(",\\s*")).contains("GET", "POST");
        assertThat(client.send("PUT", "/orders/" + UNKNOWN, BodyPublishers.ofString("{}"))
                        .isProblem(405, "method-not-allowed")
                        .header("Allow"))
                .contains("GET");
        assertThat(client.get("/orders/" + UNKNOWN + "/shipment")
                        .isProblem(405, "method-not-allowed")
                        .header("Allow"))
                .contains("POST");

        assertThat(client.get("/orders?limit=1").json("/items/0/orderId")).isEqualTo(before);
    }

    /** The valid order with another value for a property. */
    private static String with(String property, String value) {
        var pattern = "(\"" + property + "\":)(\\[.*?]|\\{.*?}|\"[^\"]*\"|\\d+)";
        return Client.order().replaceFirst(pattern, "$1" + Matcher.quoteReplacement(value));
    }

    private static String lines(String... lines) {
        return with("lines", Stream.of(lines).collect(Collectors.joining(",", "[", "]")));
    }

    private static String text(int length) {
        return "\"" + "x".repeat(length) + "\"";
    }
}
