// From OpenFn's documentation (release 1.6.0), where a bracket is missing: the sample of a syntax error.
update("Patient__c", fields(
  field("Id", dataValue("pathToSalesforceId"),
  field("Name__c", dataValue("patient.first_name")),
  field(...)
))
