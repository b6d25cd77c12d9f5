package dev.orderly.shop.order.idempotency;

import java.time.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Forgets answers that are older than the retention, in small transactions that nobody has to wait for. */
class FirstAnswersCleanUp {

    private static final Logger log = LoggerFactory.getLogger(FirstAnswersCleanUp.class);

    private final FirstAnswers answers;
    private final IdempotencyProperties properties;
    private final Clock clock;

    FirstAnswersCleanUp(FirstAnswers answers, IdempotencyProperties properties, Clock clock) {
        this.answers = answers;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${shop.idempotency.clean-up-period:1m}", initialDelayString = "10s")
    void run() {
        try {
            var before = clock.instant().minus(properties.retention());
            int deleted;
            do {
                deleted = answers.deleteBefore(before, properties.cleanUpBatch());
            } while (deleted == properties.cleanUpBatch());
        } catch (DataAccessException e) {
            log.warn(
                    "Old answers are not cleaned up this time: {}",
                    e.getMostSpecificCause().getMessage());
        }
    }
}
