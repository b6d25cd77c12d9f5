package dev.orderly.events.start;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/** What the bus itself refuses. Asked before Boot's own, which only see that a property cannot be bound. */
@Order(0)
final class BusSetupFailureAnalyzer extends AbstractFailureAnalyzer<BusSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BusSetupException cause) {
        return new FailureAnalysis(cause.description() + ".", StringUtils.capitalize(cause.action()) + ".", cause);
    }
}
