package com.example.statistics;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class DeliveryStatisticsApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(DeliveryStatisticsApplication.class, arguments);
    }
}
