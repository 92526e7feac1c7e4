update("Patient__c", fields(field("Id", dataValue("id")),));;)
