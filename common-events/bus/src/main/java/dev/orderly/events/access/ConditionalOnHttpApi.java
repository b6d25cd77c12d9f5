package dev.orderly.events.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Matches if something can guard the controllers of the bus, which is Spring Security's resource server, or if
 * {@code orderly.http.open} is true. Each controller of the bus is created on this condition.
 *
 * <p>It does not look for credentials: an application that was processed ahead of time gets them later. Without them
 * {@link AccessMode#CLOSED} applies.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnHttpApi.CanBeGuardedOrIsOpen.class)
public @interface ConditionalOnHttpApi {

    final class CanBeGuardedOrIsOpen extends SpringBootCondition {

        private static final String RESOURCE_SERVER =
                "org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter";

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            var message = ConditionMessage.forCondition(ConditionalOnHttpApi.class);
            if (context.getEnvironment().getProperty("orderly.http.open", Boolean.class, false)) {
                return ConditionOutcome.match(message.because("orderly.http.open is true"));
            }
            return ClassUtils.isPresent(RESOURCE_SERVER, context.getClassLoader())
                    ? ConditionOutcome.match(message.because("Spring Security's resource server is there"))
                    : ConditionOutcome.noMatch(message.because("Spring Security's resource server is missing"));
        }
    }
}
