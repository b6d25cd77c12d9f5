package dev.orderly.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test class that kills, stops or freezes the broker or the database, or inspects its process. It always runs on
 * processes of this machine, because a restarted container has another port.
 *
 * <p>From the class's first {@code @BeforeAll} to its last {@code @AfterAll}, {@link TestServers} returns the processes to
 * every caller; test classes must not run in parallel. The class needs its own application context, for example through
 * a {@code @DynamicPropertySource}: a cached context of another class keeps that class's servers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(OnProcesses.Switch.class)
public @interface OnProcesses {

    /** Switches {@link TestServers} to processes and back. */
    class Switch implements BeforeAllCallback, AfterAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            TestServers.enterProcesses(context.getRequiredTestClass());
        }

        @Override
        public void afterAll(ExtensionContext context) {
            TestServers.leaveProcesses();
        }
    }
}
