import type { ErrorWords } from './en-errors.ts';

/** Words for every error in Simplified Chinese. */
export const errors: ErrorWords = {
  'bad-request': { what: '请求无效。', next: '没有做任何更改。请检查输入后重试。' },
  'not-allowed': {
    what: '此窗口无权使用 Tandem。',
    next: '没有做任何更改。请打开 Tandem 启动时显示的完整地址（含令牌）。',
  },
  'not-found': { what: '此项已不存在。', next: '它可能已被移除，其余内容均已保留。' },
  conflict: { what: '现在不能执行此操作。', next: '没有做任何更改。请等当前任务结束后重试。' },
  cancelled: { what: '已停止。', next: '此前保存的内容均已保留。' },
  'timed-out': { what: '操作超出了时限。', next: '已停止，没有丢失内容。请重试。' },
  internal: {
    what: '发生了意外错误。',
    next: '您的文档和对话均已保留。请重试；若再次出现，请在“设置”中运行自检。',
  },
  'data-folder-in-use': {
    what: '另一个 Tandem 正在使用此数据文件夹。',
    next: '没有做任何更改。请关闭另一个，或换一个文件夹启动。',
  },
  'data-folder-unusable': {
    what: '数据文件夹无法读写。',
    next: '没有做任何更改。请检查其权限和所在磁盘的剩余空间。',
  },
  'data-folder-newer': { what: '此数据文件夹由更新版本的 Tandem 写入。', next: '没有做任何更改。请用该版本打开。' },
  'disk-full': { what: '磁盘已满。', next: '没有丢失内容。请腾出一些空间后重试。' },
  'document-unreadable': { what: '文件已损坏，或内容与扩展名不符。', next: '请用原程序打开并重新保存，然后重试。' },
  'document-encrypted': { what: '文件受密码保护。', next: '请另存一份不带密码的副本再导入。' },
  'document-empty': { what: '文件中没有文字。', next: '其中没有可检索的内容。' },
  'document-scanned': {
    what: '文件只有页面图片，没有文字。',
    next: '请先做文字识别（OCR），或安装 Tesseract 及语言包后重新导入。',
  },
  'document-duplicate': { what: '资料库中已有完全相同的文档。', next: '没有重复添加。' },
  'document-unsupported': {
    what: '无法读取此类文件。',
    next: '可以读取 PDF、Word、PowerPoint、Excel（.docx、.pptx、.xlsx）、OpenDocument、EPUB、HTML、电子邮件、CSV、JSON、Markdown、纯文本和源代码，请另存为其中一种。',
  },
  'document-too-large': { what: '文件中的文字超过 64 MB，或所需内存超出单个文件的上限。', next: '请拆分后分别导入。' },
  'document-unpacks-too-large': {
    what: '解压后，此文件会远远大于一般文档。',
    next: '没有保留其中任何内容。请分成较小的部分保存后再导入。',
  },
  'document-too-many-parts': {
    what: '此文件包含的部件数量远多于一般文档。',
    next: '请用原程序另存为新文件再导入。',
  },
  'document-too-many-pages': { what: '文件超过 20,000 页。', next: '请拆分后分别导入。' },
  'document-too-deep': { what: '文件内容嵌套过深，无法读取。', next: '请以更简单的形式保存后再导入。' },
  'document-timed-out': { what: '读取文件超出了时限。', next: '请重试，或将其拆分。' },
  'document-missing': { what: '文件已不在原处。', next: '请放回原处后重试。' },
  'folder-unreachable': {
    what: '无法访问此文件夹。',
    next: '其中的文档均已保留。请检查路径、连接所在的磁盘，或将文件夹放回原处。',
  },
  'folder-replaced': {
    what: '原来监视的位置现在是另一个文件夹或空文件夹。',
    next: '其中的文档均已保留。请连接磁盘，或重新扫描此文件夹以接受现状。',
  },
  'folder-already-watched': {
    what: '资料库已在监视此文件夹、其上级或其中的文件夹。',
    next: '没有做任何更改。其中的文档已在照看之中。',
  },
  'watch-limited': { what: '系统无法通知此文件夹中的变化。', next: '改为每隔几秒扫描一次，无需任何操作。' },
  'version-unknown': { what: '此版本未安装。', next: '您的对话均已保留。请选择其他版本。' },
  'version-incompatible': { what: '此版本不能在这里使用。', next: '已有版本照常工作。详情中说明了缺少什么。' },
  'manifest-invalid': { what: '此版本的描述文件无效。', next: '没有安装任何内容。详情中指出了有误的项。' },
  'question-set-invalid': { what: '问题集无效。', next: '没有运行任何内容。请改正详情中指出的行。' },
  'model-missing': { what: '本机没有此版本所需的模型。', next: '请将模型文件放入模型文件夹，或改用其他版本。' },
  'model-invalid': { what: '模型文件无法加载。', next: '它必须是完整的 GGUF 文件，请重新复制。' },
  'model-too-large': {
    what: '本机内存放不下此模型。',
    next: '您的对话均已保留。请关闭其他程序，或改用模型较小的版本。',
  },
  'model-crashed': { what: '模型在回答时停止运行。', next: '您的问题已保留，模型正在重新启动。请再问一次。' },
  'model-timed-out': { what: '模型未在时限内作答。', next: '您的问题已保留。请再问一次，或缩短问题。' },
  'prompt-too-long': { what: '问题与相关段落超出模型的长度上限。', next: '您的问题已保留。请缩短后再问。' },
  'index-failed': { what: '检索索引停止运行。', next: '您的文档均已保留，索引正在重建。请稍后再问一次。' },
  'parser-crashed': { what: '读取文件的程序停止运行。', next: '请重试此文件。' },
  unreachable: { what: 'Tandem 没有响应。', next: '已保存的内容均已保留。请确认它仍在运行，然后重试。' },
};
