package dev.orderly.shop.notification.persistence;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Contacts;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcContacts implements Contacts {

    private static final String KEEP = """
            INSERT INTO contact (order_id, name, email)
            VALUES (:orderId, :name, :email)
            ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, email = excluded.email
            """;

    private final JdbcClient jdbc;

    JdbcContacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void keep(Contact contact) {
        jdbc.sql(KEEP)
                .param("orderId", contact.orderId())
                .param("name", contact.name())
                .param("email", contact.email())
                .update();
    }
}
