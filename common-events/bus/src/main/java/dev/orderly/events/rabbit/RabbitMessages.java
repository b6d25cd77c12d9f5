package dev.orderly.events.rabbit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Converts messages to and from RabbitMQ's, with the same headers as in Kafka, as text. */
final class RabbitMessages {

    private static final int PERSISTENT = 2;

    private static final String CONTENT_TYPE = "content-type";
    private static final String KEY = "ce_partitionkey";

    private RabbitMessages() {}

    /** The properties of an outgoing message. */
    static BasicProperties properties(Message message, String messageId) {
        Map<String, Object> headers = new HashMap<>();
        for (var each : message.headers()) {
            var value = each.value();
            if (value != null) {
                headers.put(each.name(), new String(value, UTF_8));
            }
        }
        return new BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .messageId(messageId)
                .contentType((String) headers.get(CONTENT_TYPE))
                .headers(headers)
                .build();
    }

    /** The message in a delivery of this queue. */
    static Message message(String queue, Delivery delivery) {
        var properties = delivery.getProperties();
        Map<String, Object> attributes = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        List<Header> headers = new ArrayList<>();
        new TreeMap<>(attributes).forEach((name, value) -> headers.add(new Header(name, bytes(value))));
        return new Message(
                delivery.getEnvelope().getExchange(),
                queue + "#" + idOf(properties, delivery.getBody()),
                bytes(attributes.get(KEY)),
                headers,
                delivery.getBody());
    }

    /** The same for each delivery of a message: its message id, or else a hash of its content. */
    private static String idOf(BasicProperties properties, byte[] body) {
        if (properties.getMessageId() != null) {
            return properties.getMessageId();
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.valueOf(properties.getHeaders()).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof byte[] binary ? binary : String.valueOf(value).getBytes(UTF_8);
    }
}
