package dev.orderly.shop.order.web;

import java.nio.ByteBuffer;
import java.util.Base64;

import dev.orderly.shop.web.InvalidRequestException;

/** Where a page of the list ended, in a form that invites nobody to count with it. */
record Cursor(long end) {

    static Cursor parse(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == Long.BYTES) {
                return new Cursor(ByteBuffer.wrap(bytes).getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            // Answered like any other text that is no cursor.
        }
        throw new InvalidRequestException("/cursor", "must be a nextCursor of this list");
    }

    @Override
    public String toString() {
        var bytes = ByteBuffer.allocate(Long.BYTES).putLong(end).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
