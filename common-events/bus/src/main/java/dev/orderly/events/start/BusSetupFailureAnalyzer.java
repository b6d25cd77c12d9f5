package dev.orderly.events.start;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/** Reports a {@link BusSetupException}. It runs before Boot's analyzers, which see only a property that cannot be bound. */
@Order(0)
final class BusSetupFailureAnalyzer extends AbstractFailureAnalyzer<BusSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BusSetupException cause) {
        return new FailureAnalysis(cause.description() + ".", StringUtils.capitalize(cause.action()) + ".", cause);
    }
}
