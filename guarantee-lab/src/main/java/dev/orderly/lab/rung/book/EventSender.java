package dev.orderly.lab.rung.book;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Calls the handler, in a transaction. */
class EventSender {

    private final LabRefunds refunds;
    private final TransactionTemplate transactions;
    private final JsonMapper json;

    EventSender(LabRefunds refunds, TransactionTemplate transactions, JsonMapper json) {
        this.refunds = refunds;
        this.transactions = transactions;
        this.json = json;
    }

    void send(EventEntry entry) {
        var event = json.readValue(entry.payload(), OrderLineCanceled.class);
        transactions.executeWithoutResult(transaction -> refunds.refund(event));
    }
}
