package dev.orderly.systemtests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** For a test of something that not every transport has; with another it is skipped, and the report says why. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnlyOn.Condition.class)
@interface OnlyOn {

    Transport[] value();

    String because();

    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), OnlyOn.class)
                    .filter(only -> !List.of(only.value()).contains(RunningStack.transport()))
                    .map(only -> ConditionEvaluationResult.disabled("only with %s: %s"
                            .formatted(
                                    Stream.of(only.value()).map(Transport::id).collect(Collectors.joining(" and ")),
                                    only.because())))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("for this transport"));
        }
    }
}
