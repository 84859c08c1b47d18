"""Words that stand in every plan and every complaint and so tell nothing, or little, of what a text is about."""

# Verbs, adjectives and frames: never counted.
FRAMES = frozenset(
    """
    加强 提升 提高 完善 强化 推进 推动 健全 建立 优化 深化 聚焦 坚持 进一步 持续 积极 切实 不断 着力
    全面 深入 落实 开展 做好 抓好 加大 加快 力度 工作 问题 困难 不足 存在 不够 较 还 有待 需要 需
    方面 情况 相关 有关 进行 实现 确保 通过 围绕 结合 重点 主要 突出 一些 部分 个别 少数 目前 当前 仍
    仍然 一是 二是 三是 四是 五是 六是 一要 二要 三要 以及 由于 因为 导致 造成 影响 具有 成为 作用
    发挥 充分 有效 有力 增强 促进 实施 制定 形成 打造 构建 高质量 高标准 扎实 稳步 全区 全县 全市 我区
    我县 我市 我局 各级 各项 各类 等等 单位 要求 任务 措施 方案 计划 继续 努力 严格 认真 时 中 上 下
    大 多 高 好 新 更加 更 比较 相对 不高 不强 不到位 不完善 不健全 滞后 薄弱 缺乏 缺少 欠缺 差距
    较大 较低 难以 不能 没有 尚未 未 容易 同时 此外 另外 作为 以 为 整体 总体 实际 具体 各 全 性 化
    度 落地 体制 精准 行动 xx 及时 使用 相结合 满足 过程 国家 单一 短板 完成 达到 以下 以上 以内
    左右 普遍 反映 现象 时有发生 乡镇 县级 市级 省级 公里 平方米 负责 配合 会同 时间 期间 期限 原则
    最低 最高 一定 程度 一定程度 基本 真正 根本 长期 短期 年度 季度 明年 去年 全年 部门 职能部门 上级
    区级 镇级 力争 争取 标准 多数 大多 不少 往往 办理 以来 之间 之外 过多 过少 数量 范围 类型 关键
    核心 环节 层面 角度 特点 优势 条件 机会 项目化 形势 背景 近年 来说 有些 有的 差 弱 少 不足以 现有
    原有 尤其 特别 明显 显著 日益 逐步 逐渐 逐个 分别 共同 统一 专门 专项 定期 一批 一次 一个 三个
    现象级 深层 深层次 方向 思路 抓手 支撑 体现 展现 彰显 奋力 谱写 篇章
    """.split()
)
# Nouns of the same kind, that still tell a little where nothing else does.
ABSTRACT = frozenset(
    """
    管理 机制 体系 能力 政策 创新 资源 组织 支持 引导 鼓励 保障 模式 方式 改革 综合 活动 开发 合作
    试点 实效 成效 质量 建设 发展 培训 水平 基础 规范 领域
    """.split()
)
# Whom offices speak of whatever the trouble: 从业人员 in a problem and in its answer is no answer yet.
PEOPLE = frozenset(
    "人员 工作人员 从业人员 在职人员 干部 党员干部 领导干部 职工 干部职工 群众 人民群众".split()
)
# What they speak of whatever the trouble: a word that tells a little, of a subject that may tell all.
GENERAL_HEADS = PEOPLE | frozenset(
    """
    队伍 基层 业务 服务 机构 企业 政府 社会 项目 岗位 职责 制度 事业 行业 市场 用户 居民 农村 城市 社区 中心 系统
    信息 责任 意识 经费 专业 成果 平台 设施 地区 区域 主体
    """.split()
)
# 妇女干部, 审计人员: what ends like this says whom a sentence is about, and not what ails them.
PEOPLE_ENDINGS = ("干部", "人员", "职工", "群众")
OFFICIALESE = FRAMES | ABSTRACT
