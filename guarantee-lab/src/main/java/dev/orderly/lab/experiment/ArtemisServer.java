package dev.orderly.lab.experiment;

import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * ActiveMQ Artemis as a process: {@code DIRECTORY PORT TOPIC}. The topic has one durable queue, of the same name, before any consumer
 * connects: no message comes too early for it. A message is delivered until its handler succeeds: by default, Artemis deletes it
 * after ten attempts.
 */
public class ArtemisServer {

    private ArtemisServer() {}

    public static void main(String... arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var port = arguments[1];
        var topic = arguments[2];
        new EmbeddedActiveMQ()
                .setConfiguration(new ConfigurationImpl()
                        .setSecurityEnabled(false)
                        .setJMXManagementEnabled(false)
                        .setJournalType(JournalType.NIO)
                        .setJournalFileSize(1024 * 1024)
                        .setMaxDiskUsage(-1)
                        .setJournalDirectory(directory.resolve("journal").toString())
                        .setBindingsDirectory(directory.resolve("bindings").toString())
                        .setLargeMessagesDirectory(directory.resolve("large").toString())
                        .setPagingDirectory(directory.resolve("paging").toString())
                        .addAddressSetting("#", new AddressSettings().setMaxDeliveryAttempts(-1))
                        .addAcceptorConfiguration("clients", "tcp://127.0.0.1:" + port)
                        .addAddressConfiguration(new CoreAddressConfiguration()
                                .setName(topic)
                                .addRoutingType(RoutingType.MULTICAST)
                                .addQueueConfiguration(QueueConfiguration.of(topic)
                                        .setAddress(topic)
                                        .setRoutingType(RoutingType.MULTICAST)
                                        .setDurable(true))))
                .start();
    }
}
