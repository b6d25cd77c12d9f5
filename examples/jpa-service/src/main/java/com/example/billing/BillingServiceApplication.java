package com.example.billing;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class BillingServiceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(BillingServiceApplication.class, arguments);
    }
}
