"""What columns of people's files are called, beside the field's own name."""

# fmt: off
FULL_NAME = (
    "họ tên", "họ và tên", "tên khách", "tên khách hàng", "tên kh", "khách hàng", "người liên hệ",
    "tên liên hệ", "tên", "ชื่อ", "ชื่อ-นามสกุล", "ชื่อ นามสกุล", "ชื่อลูกค้า", "ชื่อผู้ติดต่อ", "name", "full name",
    "display name", "contact name", "customer name", "lead name",
)
GIVEN = ("tên gọi", "tên riêng", "ชื่อจริง", "ชื่อต้น", "first name", "given name", "firstname")
FAMILY = ("họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ lót", "นามสกุล", "last name", "family name", "surname", "lastname")
EMPLOYER = (
    "công ty", "tên công ty", "đơn vị", "tổ chức", "cơ quan", "nơi làm việc", "บริษัท", "ชื่อบริษัท", "หน่วยงาน",
    "company", "company name", "associated company", "account", "account name", "organization",
    "organization name", "organization 1 - name",
)
COMPANY_NAME = ("tên công ty", "tên khách hàng", "tên đơn vị", "công ty", "ชื่อบริษัท", "company name", "account name", "account", "company", "organization name")
PHONE = (
    "điện thoại", "số điện thoại", "sđt", "số đt", "đt", "đtdđ", "di động", "điện thoại di động", "số di động",
    "โทรศัพท์", "เบอร์", "เบอร์โทร", "เบอร์โทรศัพท์", "เบอร์มือถือ", "มือถือ", "โทร", "phone", "phone number", "mobile",
    "mobile phone", "mobile phone number", "mobile number", "cell", "cell phone", "tel", "telephone", "primary phone",
    "phone 1 - value", "hotline",
)
EMAIL = ("email", "thư điện tử", "địa chỉ email", "อีเมล", "อีเมล์", "e-mail", "mail", "email address", "e-mail 1 - value", "primary email", "work email")
SOURCE = ("nguồn", "nguồn khách", "nguồn khách hàng", "nguồn gốc", "แหล่งที่มา", "ที่มา", "source", "lead source", "original source", "account source", "kênh")
OWNER = (
    "người phụ trách", "nhân viên phụ trách", "nv phụ trách", "nhân viên kinh doanh", "nvkd", "phụ trách", "sale phụ trách",
    "ผู้รับผิดชอบ", "พนักงานขาย", "ผู้ดูแล", "owner", "lead owner", "sales rep", "salesperson", "hubspot owner",
)
TAGS = ("nhãn", "thẻ", "nhóm", "nhóm khách", "nhóm khách hàng", "แท็ก", "ป้ายกำกับ", "กลุ่ม", "กลุ่มลูกค้า", "tags", "tag", "label", "labels", "group membership")
JOB = ("chức vụ", "chức danh", "vị trí", "ตำแหน่ง", "title", "job title", "position", "organization 1 - title", "organization title", "occupation")
TAX = ("mã số thuế", "mst", "เลขผู้เสียภาษี", "เลขประจำตัวผู้เสียภาษี", "tax id", "tax code", "vat number")
EMPLOYEES = ("nhân viên", "số nhân viên", "พนักงาน", "employees", "number of employees", "no of employees")
INDUSTRY = ("ngành", "ngành nghề", "lĩnh vực", "อุตสาหกรรม", "industry", "sector")
