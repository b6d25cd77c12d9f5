package dev.orderly.shop.refund.application;

import java.time.Instant;

import dev.orderly.shop.refund.domain.Refund;

/** The final answer of the gateway to a refund. */
public sealed interface GatewayAnswer {

    /**
     * Applies this answer to the refund.
     *
     * @return false if the refund was already final; then nothing changes
     */
    boolean settle(Refund refund, Instant now);

    /** For the log: "completed: receipt-4711". */
    String inWords();

    /** The gateway has paid. */
    record Receipt(String receiptId) implements GatewayAnswer {

        @Override
        public boolean settle(Refund refund, Instant now) {
            return refund.complete(receiptId, now);
        }

        @Override
        public String inWords() {
            return "completed: " + receiptId;
        }
    }

    /** The gateway will never pay this refund. */
    record Rejection(String reason) implements GatewayAnswer {

        @Override
        public boolean settle(Refund refund, Instant now) {
            return refund.reject(reason, now);
        }

        @Override
        public String inWords() {
            return "rejected: " + reason;
        }
    }
}
