package com.example.parcels;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ParcelServiceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ParcelServiceApplication.class, arguments);
    }
}
