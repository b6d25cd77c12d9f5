package dev.orderly.events.inbox;

import java.util.Arrays;
import java.util.List;

import dev.orderly.events.EventHandler;
import dev.orderly.events.Upcast;
import dev.orderly.events.type.EventTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ReflectionUtils;

/**
 * Tells a native image what the bus reaches by reflection: the event classes in {@code orderly.packages}, those that
 * handlers take, their upcasts, the handlers, and the migrations.
 */
final class EventHints implements BeanFactoryInitializationAotProcessor {

    private static final String MIGRATIONS = "dev/orderly/events/schema/*.sql";

    private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        return (context, code) -> register(context.getRuntimeHints(), beans);
    }

    void register(RuntimeHints hints, ConfigurableListableBeanFactory beans) {
        hints.resources().registerPattern(MIGRATIONS);
        var environment = beans.getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME, Environment.class);
        var packages = Binder.get(environment)
                .bind("orderly.packages", Bindable.listOf(String.class))
                .orElse(List.of());
        EventTypes.in(packages).all().values().forEach(each -> registerEvent(hints, each));
        for (var beanName : beans.getBeanDefinitionNames()) {
            var beanClass = AutoProxyUtils.determineTargetClass(beans, beanName);
            if (beanClass != null) {
                registerHandlers(hints, beanClass);
            }
        }
    }

    private void registerHandlers(RuntimeHints hints, Class<?> beanClass) {
        MethodIntrospector.selectMethods(beanClass, (ReflectionUtils.MethodFilter)
                        method -> AnnotatedElementUtils.hasAnnotation(method, EventHandler.class))
                .forEach(method -> {
                    hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
                    var eventClass = EventHandlerMethods.eventClassOf(method);
                    if (eventClass != null) {
                        registerEvent(hints, eventClass);
                    }
                });
    }

    private void registerEvent(RuntimeHints hints, Class<?> eventClass) {
        binding.registerReflectionHints(hints.reflection(), eventClass);
        Arrays.stream(eventClass.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Upcast.class))
                .forEach(method -> {
                    hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
                    Arrays.stream(method.getParameterTypes()).forEach(each -> registerEvent(hints, each));
                });
    }
}
