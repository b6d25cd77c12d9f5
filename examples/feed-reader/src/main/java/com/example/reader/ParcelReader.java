package com.example.reader;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;

import tools.jackson.databind.json.JsonMapper;

/** Counts the parcels that were delivered. Its position is saved in the transaction of the effect, so each counts once. */
public final class ParcelReader {

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS parcel_count (position bigint NOT NULL, delivered bigint NOT NULL);
            INSERT INTO parcel_count SELECT 0, 0 WHERE NOT EXISTS (SELECT FROM parcel_count)""";

    public static void main(String[] arguments) throws Exception {
        var service = arguments[0];
        var http = HttpClient.newHttpClient();
        try (var database = DriverManager.getConnection(arguments[1])) {
            database.createStatement().execute(TABLE);
            while (true) {
                var row = database.createStatement().executeQuery("SELECT position, delivered FROM parcel_count");
                row.next();
                long position = row.getLong(1);
                long delivered = row.getLong(2);
                // A long poll: it waits up to 20 s for an event after this position.
                var events = URI.create("%s/events?offset=%d&timeout=20000".formatted(service, position));
                var request = HttpRequest.newBuilder(events)
                        .header("Authorization", "Bearer " + System.getenv().getOrDefault("FEED_TOKEN", "none"));
                var answer = http.send(request.build(), BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException("%s answers %d".formatted(events, answer.statusCode()));
                }
                for (var event : JsonMapper.shared().readTree(answer.body())) {
                    position = Long.parseLong(event.get("sequence").asString());
                    delivered += event.get("type").asString().equals("parcel.delivered.v1") ? 1 : 0;
                }
                var update = "UPDATE parcel_count SET position = %d, delivered = %d".formatted(position, delivered);
                database.createStatement().execute(update);
                System.out.printf("%d parcels delivered, up to position %d%n", delivered, position);
            }
        }
    }
}
