"""Column layouts of other systems' exports: what each column is that has a home in Quen.

From the vendors' help pages and the files of data/crm_exports (rules in data/README.md), and sheets as
Vietnamese and Thai shops keep them. A column that is not named here has no home.
"""

ADDRESS = {
    "Street": "address",
    "City": "province",
    "State": "region",
    "Zip Code": "postcode",
    "Country": "country",
}

LAYOUTS = {
    ("HubSpot contacts", "contacts"): {
        "First name": "given_name", "Last name": "family_name", "Email": "email",
        "Phone number": "phone", "Mobile phone number": "more_phones", "Contact owner": "owner_id",
        "Lifecycle stage": "lifecycle_stage", "Company name": "company_id", "Job title": "job_title",
        "Original source": "source", "Street address": "address", "City": "province",
        "State/Region": "region", "Postal code": "postcode", "Country/Region": "country",
        "Date of birth": "birthday", "Preferred language": "language", "Salutation": "form_of_address",
    },
    ("HubSpot companies", "companies"): {
        "Company name": "name", "Company domain name": "website", "Company owner": "owner_id",
        "Industry": "industry", "Phone number": "phone", "City": "province", "State/Region": "region",
        "Postal code": "postcode", "Country/Region": "country", "Street address": "address",
        "Number of employees": "employees", "Annual revenue": "revenue", "Year founded": "founded",
        "Parent company": "parent_id",
    },
    ("HubSpot deals", "deals"): {
        "Deal name": "name", "Pipeline": "pipeline_id", "Deal stage": "stage", "Amount": "amount",
        "Close date": "expected_close_on", "Deal owner": "owner_id", "Currency": "currency",
        "Associated company": "company_id", "Associated contact": "contact_id",
        "Original source": "source",
    },
    ("HubSpot API contacts", "contacts"): {
        "property_email": "email", "property_company": "company_id",
        "property_firstname": "given_name", "property_lastname": "family_name",
        "property_email_1": "more_emails", "property_jobtitle": "job_title",
    },
    ("Pipedrive people", "contacts"): {
        "Person - Name": "full_name", "Person - First name": "given_name",
        "Person - Last name": "family_name", "Person - Organization": "company_id",
        "Person - Phone": "phone", "Person - Email": "email", "Person - Owner": "owner_id",
        "Person - Label": "tags", "Person - Job title": "job_title", "Person - Birthday": "birthday",
    },
    ("Pipedrive people by kind", "contacts"): {
        "Person - Name": "full_name", "Person - Phone - Work": "phone",
        "Person - Phone - Home": "more_phones", "Person - Phone - Mobile": "more_phones",
        "Person - Email - Work": "email", "Person - Email - Home": "more_emails",
        "Organization - Name": "companies.name", "Organization - Address": "companies.address",
        "Deal - Title": "deals.name", "Deal - Value": "deals.amount", "Deal - Stage": "deals.stage",
    },
    ("Pipedrive deals", "deals"): {
        "Deal - Title": "name", "Deal - Value": "amount", "Deal - Stage": "stage",
        "Deal - Pipeline": "pipeline_id", "Deal - Owner": "owner_id", "Deal - Organization": "company_id",
        "Deal - Contact person": "contact_id", "Deal - Expected close date": "expected_close_on",
        "Deal - Label": "tags", "Deal - Probability": "probability", "Deal - Currency": "currency",
    },
    ("Pipedrive organizations", "companies"): {
        "Organization - Name": "name", "Organization - Owner": "owner_id",
        "Organization - Address": "address", "Organization - Label": "tags",
        "Organization - Website": "website", "Organization - Industry": "industry",
        "Organization - Annual revenue": "revenue", "Organization - Number of employees": "employees",
    },
    ("Zoho leads", "contacts"): {
        "Lead Owner": "owner_id", "Company": "company_id", "First Name": "given_name",
        "Last Name": "family_name", "Title": "job_title", "Email": "email", "Phone": "phone",
        "Mobile": "more_phones", "Lead Source": "source", "Salutation": "form_of_address",
        "Secondary Email": "more_emails", "Tag": "tags", **ADDRESS,
    },
    ("Zoho contacts", "contacts"): {
        "Contact Owner": "owner_id", "First Name": "given_name", "Last Name": "family_name",
        "Account Name": "company_id", "Email": "email", "Phone": "phone", "Mobile": "more_phones",
        "Home Phone": "more_phones", "Other Phone": "more_phones", "Title": "job_title",
        "Date of Birth": "birthday", "Lead Source": "source", "Mailing Street": "address",
        "Mailing City": "province", "Mailing State": "region", "Mailing Zip": "postcode",
        "Mailing Country": "country", "Secondary Email": "more_emails", "Tag": "tags",
    },
    ("Salesforce contacts", "contacts"): {
        "Salutation": "form_of_address", "First Name": "given_name", "Last Name": "family_name",
        "Title": "job_title", "Account Name": "company_id", "Mailing Street": "address",
        "Mailing City": "province", "Mailing State/Province": "region",
        "Mailing Zip/Postal Code": "postcode", "Mailing Country": "country", "Phone": "phone",
        "Mobile": "more_phones", "Email": "email", "Contact Owner": "owner_id",
        "Lead Source": "source", "Birthdate": "birthday",
    },
    ("Salesforce API contacts", "contacts"): {
        "email": "email", "first_name": "given_name", "last_name": "family_name", "name": "full_name",
        "mailing_city": "province", "mailing_country": "country", "mailing_postal_code": "postcode",
        "mailing_state": "region", "mailing_street": "address", "mobile_phone": "more_phones",
        "phone": "phone", "salutation": "form_of_address", "title": "job_title",
        "lead_source": "source", "birthdate": "birthday", "home_phone": "more_phones",
        "other_phone": "more_phones",
    },
    ("Salesforce Data Loader accounts", "companies"): {
        "NAME": "name", "BILLINGSTREET": "address", "BILLINGCITY": "province",
        "BILLINGSTATE": "region", "BILLINGPOSTALCODE": "postcode", "BILLINGCOUNTRY": "country",
        "PHONE": "phone", "WEBSITE": "website", "INDUSTRY": "industry", "ANNUALREVENUE": "revenue",
        "NUMBEROFEMPLOYEES": "employees",
    },
    ("Salesforce API accounts", "companies"): {
        "account_source": "source", "annual_revenue": "revenue", "billing_city": "province",
        "billing_country": "country", "billing_postal_code": "postcode", "billing_state": "region",
        "billing_street": "address", "industry": "industry", "name": "name",
        "number_of_employees": "employees", "phone": "phone", "website": "website",
    },
    ("Salesforce opportunities", "deals"): {
        "NAME": "name", "STAGENAME": "stage", "AMOUNT": "amount", "PROBABILITY": "probability",
        "CLOSEDATE": "expected_close_on", "LEADSOURCE": "source",
    },
    ("Google contacts 2019", "contacts"): {
        "Name": "full_name", "Given Name": "given_name", "Family Name": "family_name",
        "Name Prefix": "form_of_address", "Nickname": "nickname", "Birthday": "birthday",
        "Gender": "gender", "Language": "language", "Group Membership": "tags",
        "E-mail 1 - Value": "email", "E-mail 2 - Value": "more_emails", "Phone 1 - Value": "phone",
        "Phone 2 - Value": "more_phones", "Phone 3 - Value": "more_phones",
        "Address 1 - Street": "address", "Address 1 - City": "province",
        "Address 1 - Region": "region", "Address 1 - Postal Code": "postcode",
        "Address 1 - Country": "country", "Organization 1 - Name": "company_id",
        "Organization 1 - Title": "job_title",
    },
    ("Google contacts 2024", "contacts"): {
        "First Name": "given_name", "Last Name": "family_name", "Name Prefix": "form_of_address",
        "Nickname": "nickname", "Organization Name": "company_id", "Organization Title": "job_title",
        "Birthday": "birthday", "Labels": "tags", "E-mail 1 - Value": "email",
        "E-mail 2 - Value": "more_emails", "Phone 1 - Value": "phone", "Phone 2 - Value": "more_phones",
        "Address 1 - Street": "address", "Address 1 - City": "province",
        "Address 1 - Region": "region", "Address 1 - Postal Code": "postcode",
        "Address 1 - Country": "country",
    },
    ("MISA-like customers", "companies"): {
        "Tên khách hàng": "name", "Mã số thuế": "tax_id", "Địa chỉ": "address", "Điện thoại": "phone",
        "Email": "email", "Website": "website", "Nhóm khách hàng": "tags",
        "Nhân viên phụ trách": "owner_id", "Tỉnh/TP": "province", "Quận/Huyện": "district",
        "Phường/Xã": "ward",
    },
    ("Vietnamese shop", "contacts"): {
        "Họ và tên": "full_name", "SĐT": "phone", "Email": "email", "Địa chỉ": "address",
        "Tỉnh/Thành phố": "province", "Ngày sinh": "birthday", "Giới tính": "gender",
        "Nguồn khách": "source", "Nhóm khách": "tags", "Người phụ trách": "owner_id",
        "Công ty": "company_id", "Chức vụ": "job_title", "Mã số thuế": "companies.tax_id",
    },
    ("Vietnamese names apart", "contacts"): {
        "Họ và tên đệm": "family_name", "Tên": "given_name", "Số điện thoại": "phone",
        "SĐT 2": "more_phones", "Xã/Phường": "ward", "Quận/Huyện": "district", "Tỉnh": "province",
        "Danh xưng": "form_of_address",
    },
    ("Thai shop", "contacts"): {
        "ชื่อ": "given_name", "นามสกุล": "family_name", "ชื่อเล่น": "nickname", "เบอร์โทรศัพท์": "phone",
        "อีเมล": "email", "ที่อยู่": "address", "ตำบล": "ward", "อำเภอ": "district",
        "จังหวัด": "province", "รหัสไปรษณีย์": "postcode", "วันเกิด": "birthday", "บริษัท": "company_id",
        "ตำแหน่ง": "job_title", "ผู้รับผิดชอบ": "owner_id", "เลขผู้เสียภาษี": "companies.tax_id",
    },
}  # fmt: skip
