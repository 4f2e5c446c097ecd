"""One small system's files that name each other: contacts, companies, deals and activities."""

CONTACTS = """\
Contact ID,First Name,Last Name,Email,Phone Number,Job Title,Lifecycle Stage,Lead Status,Create Date,Contact Owner,\
Lead Source,Associated Company Domain
C1,Ann,Lee,Ann@Acme.example,+1 650 253 0000,CEO,Customer,,2024-01-05,me@x.example,Referral,acme.example
C2,Bo,Ray,bo@beta.example,(650) 253-0001x12,CTO,Marketing Qualified Lead,Unqualified,2024-02-06,me@x.example,\
Organic Search,beta.example
C3,Cy,Dee,cy@none.example,,,Weird Stage,,2024-03-07,me@x.example,,
"""
COMPANIES = """\
Company ID,Company Name,Company Domain Name,Industry,Number of Employees,Create Date,Company Owner
B1,Acme Inc,acme.example,Technolgy,12,2023-01-01,me@x.example
B2,Beta Ltd,beta.example,Retail,7,2023-02-02,me@x.example
"""
DEALS = """\
Deal ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Closed Lost Reason,Associated Company Domain,\
Associated Contact Email
D1,Acme site,Closed Won,Renewals,"1,200.50",2024-03-31,2024-03-01,,acme.example,ann@acme.example
D2,Beta shop,Closed Lost,Sales Pipeline,900,2024-04-30,2024-04-01,Price,beta.example,bo@beta.example
D3,Beta care,Contract Sent,Sales Pipeline,100,2027-05-01,2024-05-01,,beta.example,bo@beta.example
D4,Lonely,Appointment Scheduled,Sales Pipeline,50,2027-05-01,2024-05-01,,,
"""
ACTIVITIES = """\
Activity ID,Activity Type,Activity Date,Activity Owner,Notes/Description,Call/Meeting Title/Subject,Call Outcome,\
Meeting Outcome,Task Status,Task Due Date,Associated Contact Email
A1,Call,2024-01-10,me@x.example,Talked.,Call with Ann,Connected,,,,ann@acme.example
A2,Meeting,2024-02-10,me@x.example,Met.,Meeting,,Completed,,,ann@acme.example
A3,Note,2024-01-11,me@x.example,Likes tea.,,,,,,bo@beta.example
A4,Task,2024-01-12,me@x.example,Send it.,Follow up,,,Completed,2024-01-20,bo@beta.example
A5,Email,2024-01-13,me@x.example,Wrote.,,,,,,nobody@x.example
"""
FILES = {"contacts.csv": CONTACTS, "companies.csv": COMPANIES, "deals.csv": DEALS, "activities.csv": ACTIVITIES}
