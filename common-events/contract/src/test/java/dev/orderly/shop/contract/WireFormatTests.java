package dev.orderly.shop.contract;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The golden files pin what is on the wire. A change here breaks stored events and other services: make a new version. */
class WireFormatTests {

    private static final UUID ORDER = UUID.fromString("01a2027e-d2ad-7536-82e3-40957e65fb0c");
    private static final UUID REFUND = UUID.fromString("01a2027e-d844-7290-bd29-7ff9663210bb");
    private static final Amount KRW = new Amount(new BigDecimal("30000"), "KRW");

    private final EventJson json = new EventJson();

    static Stream<DomainEvent> events() {
        return Stream.of(
                new OrderPlaced(
                        ORDER,
                        new OrderPlaced.Customer("c-1", "Kim", "kim@example.com"),
                        List.of(new OrderPlaced.Line("p-1", 2, new BigDecimal("15000"))),
                        KRW),
                new OrderShipped(ORDER),
                new OrderCanceled(ORDER, "changed my mind", KRW),
                new RefundCompleted(REFUND, ORDER, new Amount(new BigDecimal("10.50"), "EUR"), "r-1"),
                new RefundRejected(REFUND, ORDER, "over the limit"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsWrittenAsItsGoldenFileSays(DomainEvent event) throws IOException {
        assertThat(new String(json.write(event), UTF_8)).isEqualTo(golden(event));
    }

    @ParameterizedTest
    @MethodSource("events")
    void aGoldenFileIsReadAsItsEvent(DomainEvent event) throws IOException {
        assertThat(json.read(golden(event).getBytes(UTF_8), event.getClass())).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void fieldsThatNobodyKnowsYetAreIgnored(DomainEvent event) throws IOException {
        var newer = golden(event).replaceFirst("\\{", "{\"added\":{\"later\":[1]},");

        assertThat(json.read(newer.getBytes(UTF_8), event.getClass())).isEqualTo(event);
    }

    @Test
    void everyTypeOfTheContractHasItsGoldenFile() {
        assertThat(events().map(each -> EventTypes.nameOf(each.getClass())))
                .containsExactlyInAnyOrderElementsOf(EventTypes.in(List.of("dev.orderly.shop.contract"))
                        .all()
                        .keySet());
    }

    private static String golden(DomainEvent event) throws IOException {
        var name = "/golden/%s.json".formatted(EventTypes.nameOf(event.getClass()));
        try (var file = WireFormatTests.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), UTF_8);
        }
    }
}
