package dev.orderly.events.test;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Ends the process at a named step boundary, as {@code kill -9} does: no shutdown hook runs, no buffer is flushed. For
 * tests that start the service as a process of its own and check the state after the crash.
 *
 * <p>{@code orderly.test.crash-at} names the boundary: an interface of the bus, one of its methods, before or after the
 * call, and the pass, such as {@code EventSender.send:after#3}. Without that property this configuration is inactive.
 */
@AutoConfiguration
@ConditionalOnProperty(CrashPointAutoConfiguration.PROPERTY)
public class CrashPointAutoConfiguration {

    /** The exit code of a process that crashed at its crash point, the same as after {@code kill -9}. */
    public static final int EXIT_CODE = 137;

    static final String PROPERTY = "orderly.test.crash-at";

    @Bean
    static BeanPostProcessor crashPoint(Environment environment) {
        return new CrashingBeans(CrashPoint.parse(environment.getRequiredProperty(PROPERTY)));
    }

    /** Adds the crash point to every bean that implements an interface of that name. */
    private static final class CrashingBeans implements BeanPostProcessor {

        private final CrashPoint point;

        CrashingBeans(CrashPoint point) {
            this.point = point;
        }

        @Override
        public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
            List<Class<?>> interfaces = Arrays.asList(ClassUtils.getAllInterfacesForClass(bean.getClass()));
            if (interfaces.stream().noneMatch(each -> each.getSimpleName().equals(point.type()))) {
                return bean;
            }
            var factory = new ProxyFactory(bean);
            factory.addAdvice(new Crash(point, new AtomicInteger()));
            return factory.getProxy(bean.getClass().getClassLoader());
        }
    }

    private static final class Crash implements MethodInterceptor {

        private final CrashPoint point;
        private final AtomicInteger passes;

        Crash(CrashPoint point, AtomicInteger passes) {
            this.point = point;
            this.passes = passes;
        }

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            if (!invocation.getMethod().getName().equals(point.method())) {
                return invocation.proceed();
            }
            crashIf(CrashPoint.Moment.BEFORE);
            var result = invocation.proceed();
            crashIf(CrashPoint.Moment.AFTER);
            return result;
        }

        private void crashIf(CrashPoint.Moment moment) {
            if (point.moment() == moment && passes.incrementAndGet() == point.pass()) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
