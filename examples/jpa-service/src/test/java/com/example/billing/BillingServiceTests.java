package com.example.billing;

import java.util.UUID;

import dev.orderly.events.test.Deliveries;
import dev.orderly.events.test.RaisedEvents;
import dev.orderly.events.test.WithoutTransport;
import dev.orderly.events.test.servers.WithPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

import static org.assertj.core.api.Assertions.assertThat;

/** Needs a database, and no broker. */
@SpringBootTest
@WithPostgres
@WithoutTransport
@RecordApplicationEvents
class BillingServiceTests {

    private final UUID parcelId = UUID.randomUUID();

    @Autowired
    Billing billing;

    @Autowired
    Invoices invoices;

    @Autowired
    Deliveries deliveries;

    @Test
    void aParcelThatIsAnnouncedTwiceIsInvoicedOnce() {
        var before = invoices.count();

        deliveries.twice(new ParcelSent(parcelId, 500));

        assertThat(invoices.count()).isEqualTo(before + 1);
        assertThat(invoices.findById(parcelId).orElseThrow().cents()).isEqualTo(250);
    }

    @Test
    void aParcelOfTheEarlierVersionHasTheUsualWeight() {
        deliveries.deliver(new ParcelSentV1(parcelId));

        assertThat(invoices.findById(parcelId).orElseThrow().cents()).isEqualTo(300);
    }

    @Test
    void thePaymentIsRaisedOnce(@Autowired ApplicationEvents raised) {
        deliveries.deliver(new ParcelSent(parcelId, 500));

        assertThat(billing.pay(parcelId)).isTrue();
        assertThat(billing.pay(parcelId)).isFalse();

        assertThat(raised.stream(InvoicePaid.class)).containsExactly(new InvoicePaid(parcelId, 250));
    }

    /** The entity alone: neither an application context nor a database. */
    @Test
    void anInvoiceTellsThatItIsPaid() {
        var invoice = new Invoice(parcelId, 250);

        var raised = RaisedEvents.during(invoice::pay);

        assertThat(raised.only(InvoicePaid.class)).isEqualTo(new InvoicePaid(parcelId, 250));
    }
}
