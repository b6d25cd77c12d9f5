package dev.orderly.events.support;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class BackgroundWorkTests {

    private static final int WORKS = 4;

    /** Each waits for all others before its stop returns: one after the other they would never meet. */
    private final CyclicBarrier together = new CyclicBarrier(WORKS);

    @Test
    void allWorkStopsAtTheSameTime() {
        var context = new GenericApplicationContext();
        for (int i = 0; i < WORKS; i++) {
            context.registerBean("work-" + i, Work.class, Work::new);
        }
        context.refresh();
        var works = context.getBeansOfType(Work.class).values();
        assertThat(works).allMatch(Work::isRunning);

        context.close();

        assertThat(works).noneMatch(Work::isRunning);
    }

    private final class Work implements BackgroundWork {

        private volatile boolean running;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            try {
                together.await(5, TimeUnit.SECONDS);
                running = false;
            } catch (Exception e) {
                throw new IllegalStateException("The others do not stop yet", e);
            }
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
