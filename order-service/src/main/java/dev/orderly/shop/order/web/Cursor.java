package dev.orderly.shop.order.web;

import java.nio.ByteBuffer;
import java.util.Base64;

import dev.orderly.shop.web.InvalidRequestException;

/** The end of a page of the list, encoded so that clients do not calculate with it. */
record Cursor(long end) {

    static Cursor parse(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == Long.BYTES) {
                return new Cursor(ByteBuffer.wrap(bytes).getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            // Rejected below, like any other invalid cursor.
        }
        throw new InvalidRequestException("/cursor", "must be the nextCursor of a page of this list");
    }

    @Override
    public String toString() {
        var bytes = ByteBuffer.allocate(Long.BYTES).putLong(end).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
