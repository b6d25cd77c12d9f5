package dev.orderly.lab.experiment;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What an event costs on a rung, in the databases of both sides and in the broker. The order's own change and the booking of the
 * refund are included.
 *
 * @param rows       rows inserted, updated or deleted
 * @param statements SQL statements, those that begin and end transactions included
 * @param messages   records or messages; null without a broker
 */
record Cost(double rows, double statements, @Nullable Double messages) {

    String inWords() {
        return String.format(
                Locale.ROOT,
                "%.1f rows, %.1f statements, %s",
                rows,
                statements,
                messages == null ? "no broker" : String.format(Locale.ROOT, "%.1f messages", messages));
    }
}
