"""What the people of the demo write when they act: one voice per part, our own words."""

from tracker.states import Action

START = (
    "已召开专题会议，明确分管负责人和具体经办人。",
    "已制定整改方案，倒排时间节点。",
    "已完成现场摸排，建立问题清单。",
)
CLAIMS = (
    "问题事实已经纠正，经本单位自查和现场核对，原有情形不再存在。",
    "佐证材料已随本次申请上传，内容与问题逐项对应。",
    "已形成长效管理要求并印发执行，落实情况纳入日常检查。",
)
SEND_BACK = (
    "材料以会议记录为主，看不出实际效果。请补充整改前后对比照片和检查记录后再报。",
    "仍有部分点位没有整改到位，请逐个列明完成情况，完成后重新申请。",
)
EXTENSION = "前期手续办理时间超出预期，目前主体工作已完成过半，剩余部分需要延长时间，到期前一定办结。"
NOTES = {
    Action.ASSIGN: "请按时限整改，每月报送进展。",
    Action.WITHDRAW_EVIDENCE: "上传的是初稿，缺少验收数据，撤回后重新提交。",
    Action.DECLINE: "该事项的数据接口由业务主管部门统一管理，建议改由主管部门牵头，我单位配合。",
    Action.ACCEPT_CLOSURE: "经核对佐证材料，同意销号，纳入回头看范围。",
    Action.GRANT_EXTENSION: "情况属实，同意延期，延期后不再受理第二次申请。",
    Action.REFUSE_EXTENSION: "所列理由不充分，现有时限可以完成，不予延期。",
    Action.PROPOSE_SPECIAL: "客观情况已经改变，依法依规无法继续整改，相关责任已另案处理，提请特殊销号。",
    Action.CLOSE_SPECIALLY: "经核对文件原件，情况属实，同意特殊销号。",
    Action.REFUSE_SPECIAL: "所附文件不全，请补充后再提请。",
    Action.DROP: "金额很小，被审计单位在审计期间已经自行纠正，不再单独交办。",
    Action.RESTORE: "复核时又发现同类情形，恢复待交办。",
    Action.LOWER: "主要负责人到场督办后进度已经赶上，解除提级，按时限继续跟踪。",
    Action.WITHDRAW_APPLICATION: "验收意见还差一方签字，补齐后再申请。",
    Action.ENDORSE_CLOSURE: "已到现场看过，情况属实，同意报送。",
    Action.HAND_BACK_CLOSURE: "签约名单与巡诊记录对不上，逐家核实后重新起草。",
    Action.ENDORSE_EXTENSION: "情况属实，同意报送。",
    Action.HAND_BACK_EXTENSION: "延长三个月太久，倒排工期后按一个半月重新申请。",
    Action.RAISE: "进度明显落后，群众反映集中，提级督办。",
    Action.TRANSFER: "根据职责分工，调整牵头单位，原承办资料一并移交。",
    Action.REINSPECT: "现场核查，各项措施持续执行，未发现反弹。",
    Action.REOPEN: "回头看发现整改效果出现反弹，重新整改，完善长效管理后再申请销号。",
    Action.INSTRUCT: "此事拖得太久，请牵头单位主要负责人亲自抓，两周内拿出结果，督办机构盯到底。",
    Action.REPLY_INSTRUCTION: "主要负责人已到现场督办，人员和资金落实到位，余下工作按旬推进，进展随时报告。",
}

CALLBACK = "已向提出建议的代表、委员当面反馈办理情况，对方表示认可。"
BASIS = "云川市人民政府专题会议纪要第9号（演示）"
ADDED_COMMITMENT = "抽查结果向市政府专题报告。"
VOIDED = "联系电话填写有误，作废后重新印发。"
REPLIES = {
    "press": "未按期完成的主要原因是前期手续耗时较长、内部分工不够明确。我单位主要负责人已经召开专题会，"
    "逐项定人定时，每周报送一次进展，余下工作将在一个半月以内完成并申请销号。",
    "warn": "已对照整改措施逐项检查，余下工作落实到人，能够在时限以内完成；确有困难的，将在到期前申请延期。",
}
