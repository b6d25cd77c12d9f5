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
 * A test class that kills, stops or freezes the broker or the database, or looks at its process. It runs on processes of
 * this machine wherever the other classes run: a container that is started again has another port.
 *
 * <p>From its first {@code @BeforeAll} to its last {@code @AfterAll} everything that asks {@link TestServers} gets the
 * processes: test classes run one after the other. It needs an application context of its own, as a
 * {@code @DynamicPropertySource} gives it one; a context that was made for another class stays with what that is on.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(OnProcesses.Switch.class)
public @interface OnProcesses {

    /** Turns the way of {@link TestServers}. */
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
