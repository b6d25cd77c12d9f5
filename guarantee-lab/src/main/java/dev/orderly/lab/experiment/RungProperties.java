package dev.orderly.lab.experiment;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.orderly.lab.process.RungProcess.Side;
import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Transport;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/** The application properties of a rung's processes: the addresses of the servers, and the configuration of the bus. */
final class RungProperties {

    private final Rung rung;
    private final LabServers servers;
    private final int feedPort = LabServers.freePort();

    RungProperties(Rung rung, LabServers servers) {
        this.rung = rung;
        this.servers = servers;
    }

    /** The properties of one side, whose data is in this database. */
    Map<String, String> of(Side side, LabServers.Database database) {
        Map<String, String> properties = new HashMap<>();
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "WARN");
        properties.put("spring.datasource.url", database.url());
        properties.put("spring.datasource.username", database.username());
        properties.put("spring.datasource.password", database.password());
        properties.put("spring.datasource.hikari.maximum-pool-size", "24");
        properties.put("spring.kafka.bootstrap-servers", servers.kafka().bootstrapServers());
        // Kafka's default is 45 s: so long a killed consumer would keep its partitions.
        properties.put("spring.kafka.consumer.properties.session.timeout.ms", "6000");
        properties.put("spring.rabbitmq.port", String.valueOf(servers.rabbit().port()));
        properties.put("lab.artemis", servers.artemis().url());
        properties.put(
                "lab.transaction-log",
                servers.directory(rung).resolve("transactions-of-" + side).toString());
        properties.put("lab.node", side.name());
        properties.put("lab.outside-service", servers.outsideService().url());
        var isFeed = side == Side.ORDERS && rung.transport() == Transport.FEED;
        properties.put("spring.main.web-application-type", isFeed ? "servlet" : "none");
        var transport = rung.transport();
        properties.putAll(transport == null ? withoutTheBus() : bus(side, transport));
        return properties;
    }

    private Map<String, String> bus(Side side, Transport transport) {
        var port = String.valueOf(feedPort);
        Map<String, String> bus = new HashMap<>();
        bus.put("orderly.transport", transport.name());
        // Nobody else reaches it: see server.address.
        bus.put("orderly.http.open", "true");
        bus.put("orderly.packages", OrderLineCanceled.class.getPackageName());
        if (side == Side.ORDERS) {
            bus.put("orderly.source", "/lab-orders");
            bus.put("orderly.topic", rung.topic());
            bus.put("orderly.rabbitmq.consumers", "lab-refunds");
            bus.put("server.address", "127.0.0.1");
            bus.put("server.port", port);
        } else {
            bus.put("orderly.source", "/lab-refunds");
            bus.put("orderly.subscriptions", rung.topic());
            bus.put("orderly.feed.sources." + rung.topic(), "http://127.0.0.1:" + port);
        }
        return bus;
    }

    private static Map<String, String> withoutTheBus() {
        var bus =
                ImportCandidates.load(AutoConfiguration.class, RungProperties.class.getClassLoader())
                        .getCandidates()
                        .stream()
                        .filter(each -> each.startsWith("dev.orderly."))
                        .collect(Collectors.joining(","));
        return Map.of(
                "spring.autoconfigure.exclude", bus,
                "spring.kafka.producer.value-serializer",
                        "org.springframework.kafka.support.serializer.JacksonJsonSerializer",
                "spring.kafka.consumer.value-deserializer",
                        "org.springframework.kafka.support.serializer.JacksonJsonDeserializer",
                "spring.kafka.consumer.properties.spring.json.trusted.packages",
                        OrderLineCanceled.class.getPackageName(),
                "spring.kafka.consumer.auto-offset-reset", "earliest");
    }
}
