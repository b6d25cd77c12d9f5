package dev.orderly.events.test.servers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.boot.SpringApplication;

/**
 * What ends with the JVM. It ends after the application contexts of Spring Boot, if that is on the class path: a context that
 * closes while its broker is gone waits up to 30 s for it.
 */
final class AtExit {

    private static final List<Runnable> actions = new CopyOnWriteArrayList<>();

    static {
        if (hasSpringBoot()) {
            AfterContexts.run(AtExit::runAll);
        } else {
            Runtime.getRuntime().addShutdownHook(new Thread(AtExit::runAll));
        }
    }

    private AtExit() {}

    /** All actions run at the same time, each in a thread of its own. */
    static void run(Runnable action) {
        actions.add(action);
    }

    private static void runAll() {
        var threads = actions.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean hasSpringBoot() {
        try {
            Class.forName("org.springframework.boot.SpringApplication", false, AtExit.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** A class of its own, which is not loaded without Spring Boot. */
    private static final class AfterContexts {

        static void run(Runnable action) {
            SpringApplication.getShutdownHandlers().add(action);
        }
    }
}
