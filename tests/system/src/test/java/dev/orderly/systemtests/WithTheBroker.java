package dev.orderly.systemtests;

import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** RabbitMQ does not come with the build: where it is not installed its run is skipped, and the report says what to do. */
public final class WithTheBroker implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RunningStack.transport() == Transport.RABBITMQ && !LocalRabbit.isInstalled()
                ? ConditionEvaluationResult.disabled(LocalRabbit.HOW_TO_INSTALL)
                : ConditionEvaluationResult.enabled("there is what this transport needs");
    }
}
