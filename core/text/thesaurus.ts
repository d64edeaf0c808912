import { isStopWord, wordTokens } from './segment.ts';

/**
 * Words of everyday questions beside the words that manuals and office papers use for the same thing, in English and
 * Chinese. One group a line. A question finds a passage by any word of a group, at less than the weight of its own
 * word; across the two languages it lets a question reach documents in the other one.
 */
const groups = `
  begin start launch boot startup | 启动 开始 引导 开机
  stop quit exit abort cancel terminate end | 停止 退出 取消 终止 中止 结束
  shutdown poweroff halt | 关机 关闭
  restart reboot | 重启 重新启动
  delete remove erase uninstall wipe purge clear discard | 删除 移除 清除 卸载 抹掉 去除 去掉
  damaged broken corrupt defective faulty integrity | 损坏 破损 坏了 完整性
  crash hang freeze frozen | 死机 崩溃 挂起 卡住
  fix repair recover restore rescue | 修复 恢复 修理 救援 抢救 维修
  error bug fault problem issue trouble failure | 错误 故障 问题 毛病 差错
  fast quick speed rapid faster accelerate | 快 速度 更快 加快 加速 快速
  slow slowly slower | 慢 缓慢 更慢
  big large huge size | 大小 尺寸 容量
  small little tiny | 小 轻薄 微型
  enlarge increase zoom magnify grow extend | 增加 放大 扩大 扩展
  reduce decrease shrink lower | 减少 缩小 降低
  letter character font | 字符 字体 字母 文字
  screen display monitor | 屏幕 显示器 荧幕 萤幕 显示屏
  notebook laptop portable | 笔记本 便携机 笔记型电脑 笔电
  computer machine pc workstation | 电脑 计算机 机器 主机
  disk drive harddisk hdd ssd | 磁盘 硬盘 磁碟 硬碟 驱动器
  memory ram | 内存 记忆体
  usb stick flash pendrive thumb | U盘 闪存 闪盘 优盘 随身碟 闪存盘
  cd dvd disc optical | 光盘 光碟 光驱
  printer print | 打印机 打印 印表机 列印
  keyboard keymap | 键盘
  key keystroke shortcut button press | 按键 快捷键 按钮 按下 热键 组合键
  layout arrangement | 布局 排列
  mouse pointer | 鼠标 滑鼠
  graphics gpu video | 显卡 显示卡 图形卡
  picture image photo icon png | 图片 图像 照片 图标
  sound audio voice speech spoken | 声音 语音 音频 音量 朗读
  blind eyesight visual vision accessibility | 视觉 盲文 无障碍 视障 视力
  file document | 文件 文档 档案
  folder directory | 目录 文件夹 资料夹
  data information | 数据 资料 信息 资讯
  file filesystem fs | 文件系统 档案系统
  password passphrase secret credential passwd | 密码 口令
  user account login person people | 用户 账号 帐号 账户 帐户 使用者
  administrator admin root superuser | 管理员 超级用户 系统管理员
  permission privilege access right | 权限 许可权
  allow permit permitted may | 允许 准许 许可
  forbid prohibit disallow deny | 禁止 不允许 不得 拒绝
  license licence copyright | 许可证 版权 授权 协议
  warranty guarantee liability | 担保 保证 保修 赔偿 赔
  network internet online web | 网络 互联网 网路 上网 联网
  wireless wifi wlan | 无线 无线网络
  cable wired ethernet | 网线 有线 以太网
  address ip | 地址 位址
  server host | 服务器 伺服器 主机
  mirror archive repository repo | 镜像 仓库 档案库 软件源
  download fetch retrieve | 下载 获取
  upload submit publish release | 上传 提交 发布 释出
  install setup installation installer | 安装 装好 装上 安装程序
  update upgrade newer | 更新 升级
  version release edition | 版本 发行版
  software program application app tool | 软件 程序 应用 工具 软体 程式 应用程序
  package packaging packager | 软件包 打包 套件 包
  source code | 源代码 源码 原始码 代码
  compile build make | 编译 构建 制作 生成
  compress archive tarball zip | 压缩 归档 压缩包
  unpack extract decompress | 解压 解包
  library dependency depend | 库 依赖
  patch fix correction diff | 补丁 修改
  maintainer developer author | 维护者 开发者 作者
  upstream author | 上游
  command shell terminal console prompt | 命令 终端 控制台 命令行 外壳
  script log record recording | 记录 日志
  option parameter argument setting flag | 参数 选项 设置 设定
  configure configuration config customise customize preference setting | 配置 设置 设定 定制 自定义
  default standard preset | 默认 预设 缺省
  partition slice partitioning | 分区 划分 分割
  swap paging | 交换 交换分区
  encrypt encryption cipher crypto | 加密
  confidential sensitive private secret | 机密 敏感 私人 隐私 保密
  steal stolen thief theft | 偷 被偷 被盗 盗贼 失窃
  protect protection guard secure security safe safety | 保护 安全 防止 安全性
  backup copy duplicate clone | 备份 拷贝 复制
  lose lost loss | 丢失 丢 失去 损失
  check verify validate test examine | 检查 检验 验证 检测 测试 确认
  checksum hash md5sum sha256sum | 校验和 哈希
  kernel core | 内核
  driver module | 驱动 驱动程序 模块
  firmware microcode | 固件 微码 韧体
  hardware device equipment | 硬件 设备 硬体 装置
  bios uefi efi | 固件设置
  windows microsoft | 视窗
  bootloader grub loader | 引导加载程序 启动加载程序
  desktop gui graphical | 桌面 图形 图形界面
  editor vim emacs | 编辑器
  mail email message post | 邮件 信件 信 电子邮件 邮箱
  send deliver transmit forward | 发送 投递 寄 传送 传递
  receive get obtain | 接收 收到 获得
  read reader | 读 阅读 读取
  write save store | 写入 保存 存储 储存
  hide hidden invisible | 隐藏 看不见
  show display list view | 显示 列出 查看
  find search locate lookup | 查找 搜索 寻找 搜寻
  rename name | 名称 名字 命名 叫
  length long short characters | 长度 长 多长
  number amount count quantity | 数量 数目 个数
  minimum least smallest | 最小 最少 至少 最低
  maximum most largest limit | 最大 最多 上限 限制
  recommended advised suggest recommend | 推荐 建议
  need require necessary must requirement | 需要 必须 需求 要求 必需
  cost price fee charge pay paid | 费用 价格 收费 钱 多少钱 支付
  money refund rebate reimburse | 退款 退钱 报销 返还
  free gratis | 免费 自由
  buy purchase vendor shop | 购买 买 采购 销售商
  help assist support advice | 帮助 协助 支持 求助
  guide manual documentation handbook reference tutorial | 手册 指南 文档 说明 教程 参考
  ask question query inquire | 提问 询问 问 问题 疑问
  answer reply response | 回答 答案 答复 回复
  beginner novice newcomer newbie | 新手 初学 初学者 新用户 入门
  expert advanced experienced | 专家 高级 有经验
  learn study practice | 学习 练习 学
  language locale translation | 语言 语种 地区 翻译
  country region location | 国家 地区 位置
  time clock date | 时间 时钟 日期
  timezone zone | 时区
  schedule cron periodic daily weekly | 定时 计划 周期 定期 定时任务
  automatic automate unattended automatically preseed | 自动 自动化 无人值守 自动进行 预置
  manual hand | 手动 手工
  report feedback | 报告 反馈 告诉
  contact reach | 联系 联络
  list mailing | 列表 邮件列表
  owner ownership | 所有者 拥有者 主人 属主
  share shared | 共享 分享
  group team | 组 团队 小组
  process task job | 进程 任务 作业
  pipe fifo | 管道
  link symlink shortcut | 链接 连接
  tab completion complete | 补全
  disaster emergency | 紧急 灾难
  power electricity | 电源 断电
  battery charge | 电池 充电
  suspend hibernate hibernation sleep standby | 休眠 挂起 睡眠 待机
  encoding charset utf | 编码 字符集
  convert transform conversion | 转换 转 转成 变换
  policy rule regulation | 政策 规则 规定 策略
  orphan orphaned abandoned unmaintained | 遗弃 孤儿 无人维护
  adopt takeover | 领养 接手
  upload sponsor | 赞助
  override suppress silence ignore quiet | 忽略 屏蔽 覆盖
  conflict clash collision | 冲突
  replace substitute exchange | 替换 更换 代替 替代
  change modify alter edit adjust | 修改 更改 改变 变更 调整 编辑 改
  move transfer migrate | 移动 迁移 转移
  add append insert create | 添加 增加 加入 创建 新建 建立
  enable activate | 启用 激活 开启 打开
  disable deactivate | 禁用 停用 关闭
  empty blank | 空白 空 清空
  array raid | 阵列 磁盘阵列
  break fail die | 失效 坏 故障
  survive keep continue | 继续 保持
  give hand distribute pass | 分发 分享 发布 给
  friend colleague | 朋友 同事
  multiple several | 多台 许多 多个
  travel trip journey | 差旅 出差 旅行 行程
  hotel accommodation lodging | 酒店 住宿 宾馆 旅馆
  meal food dinner lunch | 餐费 餐 伙食 用餐
  receipt invoice bill | 发票 收据 单据
  train railway | 火车 列车 高铁
  flight plane airplane | 飞机 航班 机票
  holiday vacation leave | 假期 休假 年假 假
  salary wage pay | 工资 薪水 月薪 薪资
  employee staff worker | 员工 职工 雇员
  contract agreement | 合同 协议
  deadline due date | 截止 期限
  meeting conference | 会议
  phone telephone mobile | 电话 手机
  customer client | 客户 顾客
  company firm business corporate | 公司 企业 单位
  doctor physician | 医生 大夫
  medicine drug | 药 药物
  insurance | 保险
  tax | 税 税务
  school university | 学校 大学
  kind type sort category | 种类 类型 类别
  step stage phase workflow procedure | 步骤 阶段 流程
  purpose use goal function | 用途 作用 目的 功能 用处
  meaning mean definition | 含义 意思 定义 表示
  difference distinction differ | 区别 差别 不同
  advantage benefit | 优点 好处 优势
  reason why cause | 原因 理由 为什么
  garbage rubbish gibberish | 乱码
  space room | 空间 地方
  where place | 位置 哪里
  risk danger hazard | 风险 危险
`;

const letterWithCharacter = /^[a-z]\p{Script=Han}$/u;
const groupsOf = new Map<string, number[]>();
const members: string[][] = [];
for (const line of groups.trim().split('\n')) {
  const tokens = new Set<string>();
  for (const word of line.replace('|', ' ').trim().split(/\s+/)) {
    const found = wordTokens(word);
    // A word that the dictionary cuts in two is kept whole: it is looked for as characters.
    if (found.length === 1 && !isStopWord(found[0]!)) tokens.add(found[0]!);
    else if (found.length > 1 && /^\p{Script=Han}+$/u.test(word)) tokens.add(word);
    else for (const token of found) if (letterWithCharacter.test(token)) tokens.add(token);
  }
  const at = members.push([...tokens]) - 1;
  for (const token of tokens) groupsOf.set(token, [...(groupsOf.get(token) ?? []), at]);
}

/** Tokens of words that may stand for this one, without itself; none for words of no group. */
export function relatedTokens(token: string): string[] {
  const related = new Set<string>();
  for (const at of groupsOf.get(token) ?? []) for (const member of members[at]!) related.add(member);
  related.delete(token);
  return [...related];
}

const phrases = [...groupsOf.keys()]
  .filter((token) => /^\p{Script=Han}{3,}$/u.test(token))
  .sort((a, b) => b.length - a.length);

/** Words of three and more Chinese characters that a folded text holds, whatever the dictionary makes of them. */
export function phrasesIn(folded: string): string[] {
  const found: string[] = [];
  for (const phrase of phrases) {
    if (folded.includes(phrase) && !found.some((longer) => longer.includes(phrase))) found.push(phrase);
  }
  return found;
}
