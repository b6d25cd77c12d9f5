package dev.orderly.shop.idempotency;

import java.time.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Deletes responses that are older than the retention, in small transactions, so that no request waits for it. */
class StoredResponsesCleanUp {

    private static final Logger log = LoggerFactory.getLogger(StoredResponsesCleanUp.class);

    private final StoredResponses responses;
    private final IdempotencyProperties properties;
    private final Clock clock;

    StoredResponsesCleanUp(StoredResponses responses, IdempotencyProperties properties, Clock clock) {
        this.responses = responses;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${shop.idempotency.clean-up-period:1m}", initialDelayString = "10s")
    void run() {
        try {
            var before = clock.instant().minus(properties.retention());
            int deleted;
            do {
                deleted = responses.deleteBefore(before, properties.cleanUpBatch());
            } while (deleted == properties.cleanUpBatch());
            int tooMany = responses.deleteOver(properties.maxResponses());
            if (tooMany > 0) {
                log.warn(
                        "Deleted {} stored responses before the end of their retention: more than {} are not kept (shop.idempotency.max-responses)",
                        tooMany,
                        properties.maxResponses());
            }
        } catch (DataAccessException e) {
            log.warn(
                    "Cleanup of stored responses failed: {}; retrying in {} s",
                    e.getMostSpecificCause().toString(),
                    properties.cleanUpPeriod().toSeconds());
        }
    }
}
