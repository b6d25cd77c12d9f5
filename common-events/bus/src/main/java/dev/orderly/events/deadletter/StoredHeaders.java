package dev.orderly.events.deadletter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.message.Message.Header;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The headers of a dead letter as bytes, lossless for any headers. */
final class StoredHeaders {

    /** Marks the format. The format of earlier versions begins with a count, which is never negative. */
    private static final int LENGTH_PREFIXED = -1;

    private StoredHeaders() {}

    /**
     * The format, the count, then per header the length of its name in UTF-8, the name, the length of its value (-1 for
     * null) and the value.
     */
    static byte[] toBytes(List<Header> headers) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(LENGTH_PREFIXED);
            out.writeInt(headers.size());
            for (var header : headers) {
                var name = header.name().getBytes(UTF_8);
                out.writeInt(name.length);
                out.write(name);
                var value = header.value();
                out.writeInt(value == null ? -1 : value.length);
                if (value != null) {
                    out.write(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Also reads the format of earlier versions: the count, then names as {@link DataOutputStream#writeUTF} writes them. */
    static List<Header> fromBytes(byte[] bytes) {
        List<Header> headers = new ArrayList<>();
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int first = in.readInt();
            var lengthPrefixed = first == LENGTH_PREFIXED;
            for (int remaining = lengthPrefixed ? in.readInt() : first; remaining > 0; remaining--) {
                var name = lengthPrefixed ? new String(in.readNBytes(in.readInt()), UTF_8) : in.readUTF();
                headers.add(new Header(name, value(in)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return headers;
    }

    private static byte @Nullable [] value(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
