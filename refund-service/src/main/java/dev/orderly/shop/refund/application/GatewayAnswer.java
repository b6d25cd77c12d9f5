package dev.orderly.shop.refund.application;

import java.time.Instant;

import dev.orderly.shop.refund.domain.Refund;

/** The gateway's final word on a refund. */
public sealed interface GatewayAnswer {

    /**
     * Lets the refund become what the gateway says.
     *
     * @return false when the refund was final already, and nothing happened
     */
    boolean settle(Refund refund, Instant now);

    /** For the log: "completed, receipt 4711". */
    String inWords();

    /** The money is paid. */
    record Receipt(String receiptId) implements GatewayAnswer {

        @Override
        public boolean settle(Refund refund, Instant now) {
            return refund.complete(receiptId, now);
        }

        @Override
        public String inWords() {
            return "completed, receipt " + receiptId;
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
