package dev.orderly.events.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if {@code orderly.subscriptions} is not empty, in whatever form the list is configured. */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnSubscriptions.HasSubscriptions.class)
public @interface ConditionalOnSubscriptions {

    /** Binds the property as {@link OrderlyProperties} does, since a list has several notations. */
    final class HasSubscriptions extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            var subscriptions = Binder.get(context.getEnvironment())
                    .bind("orderly.subscriptions", Bindable.listOf(String.class))
                    .orElse(List.of());
            var message = ConditionMessage.forCondition(ConditionalOnSubscriptions.class);
            return subscriptions.isEmpty()
                    ? ConditionOutcome.noMatch(message.because("orderly.subscriptions is empty"))
                    : ConditionOutcome.match(message.because("orderly.subscriptions is " + subscriptions));
        }
    }
}
