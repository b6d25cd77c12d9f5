package dev.orderly.events.system;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;

/** Counts the statements that are sent over the connections of a DataSource. */
public final class CountedStatements {

    private final AtomicInteger count = new AtomicInteger();
    private final DataSource dataSource;

    public CountedStatements(DataSource target) {
        this.dataSource = proxy(DataSource.class, target, invocation -> {
            var result = invocation.proceed();
            return result instanceof Connection connection ? counting(connection) : result;
        });
    }

    private Connection counting(Connection target) {
        return proxy(Connection.class, target, call -> {
            if (call.getMethod().getName().equals("prepareStatement")) {
                count.incrementAndGet();
            }
            return call.proceed();
        });
    }

    private static <T> T proxy(Class<T> type, T target, MethodInterceptor advice) {
        var factory = new ProxyFactory(type, advice);
        factory.setTarget(target);
        return type.cast(factory.getProxy());
    }

    /** The statements of its connections are counted. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** How many there were since the last call. */
    public int takeCount() {
        return count.getAndSet(0);
    }
}
